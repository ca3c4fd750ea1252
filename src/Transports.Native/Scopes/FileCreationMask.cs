namespace TypedMq.Scopes;

/// <summary>The umask of the process. The kernel applies it to files, and not to System V queues, nor to what is given its mode by fchmod(2).</summary>
internal static class FileCreationMask
{
    private const string Field = "Umask:";
    private const uint Usual = 0b000_010_010;

    /// <summary>As it is now. umask(2) tells it only by changing it, for all threads; so /proc does, or the usual one is assumed.</summary>
    public static uint Current
    {
        get
        {
            try
            {
                foreach (string line in File.ReadLines("/proc/self/status"))
                {
                    if (line.StartsWith(Field, StringComparison.Ordinal))
                    {
                        return Convert.ToUInt32(line[Field.Length..].Trim(), 8);
                    }
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
            {
            }

            return Usual;
        }
    }
}
