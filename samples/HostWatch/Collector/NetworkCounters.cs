namespace HostWatch;

/// <summary>What a network interface has carried since it came up, from <c>/proc/net/dev</c> (<c>proc_pid_net(5)</c>), in bytes.</summary>
/// <param name="Name">The name of the interface.</param>
/// <param name="Received">Bytes received.</param>
/// <param name="Sent">Bytes sent.</param>
internal readonly record struct NetworkCounters(string Name, long Received, long Sent)
{
    /// <summary>Reads <c>/proc/net/dev</c>: interfaces that have carried anything.</summary>
    /// <param name="file">The file.</param>
    /// <param name="into">Gets one entry an interface; what was in it is cleared.</param>
    public static void Parse(ReadOnlySpan<byte> file, List<NetworkCounters> into)
    {
        into.Clear();
        foreach (Range range in file.Split((byte)'\n'))
        {
            // Old kernels leave no space after the colon; an alias has a colon in its name. The two lines of headings have none.
            ReadOnlySpan<byte> line = file[range];
            int colon = line.LastIndexOf((byte)':');
            if (colon < 0)
            {
                continue;
            }

            ProcFields fields = new(line[(colon + 1)..]);
            long received = fields.NextNumber();
            fields.Skip(7); // packets, errs, drop, fifo, frame, compressed, multicast
            long sent = fields.NextNumber();
            if (received + sent > 0)
            {
                into.Add(new(ProcFields.Name(line[..colon].Trim((byte)' ')), received, sent));
            }
        }
    }
}
