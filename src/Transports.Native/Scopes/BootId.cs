namespace TypedMq.Scopes;

/// <summary>Which boot of the host this is (<c>random(4)</c>).</summary>
internal static class BootId
{
    /// <summary>All zero when /proc does not tell.</summary>
    public static Guid Current { get; } = Read();

    private static Guid Read()
    {
        try
        {
            return Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id").AsSpan().Trim(), out Guid id) ? id : Guid.Empty;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Guid.Empty;
        }
    }
}
