using System.Globalization;
using System.Runtime.Versioning;

namespace TypedMq.Interop;

/// <summary>Finds a group by its name.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class UnixGroup
{
    private const int LongestEntry = 1 << 20;

    /// <summary>The id of a group, by name or written as a number (getgrnam_r(3)); null when there is none.</summary>
    public static uint? Find(string name)
    {
        for (int size = 1024; size <= LongestEntry; size *= 4)
        {
            byte[] strings = new byte[size];
            GroupEntry entry;
            GroupEntry* found = null;
            int error;
            fixed (byte* buffer = strings)
            {
                do
                {
                    error = Libc.GetGroupByName(name, &entry, buffer, (nuint)size, &found);
                }
                while (error == Errno.EINTR);
            }

            if (error != Errno.ERANGE)
            {
                return found is not null ? entry.Id
                    : uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) ? id
                    : null;
            }
        }

        return null;
    }
}
