using System.Text;
using TypedMq.Manifests;

namespace TypedMq.Transports;

/// <summary>
/// What a transport keeps with a queue of the contracts of those who have used it, and what it does with that when the queue is opened (docs/evolution.md).
/// Thread-safe.
/// </summary>
public static class MqManifest
{
    /// <summary>The most that is kept with a queue, in bytes: 65,536.</summary>
    public const int MaxBytes = 65_536;

    /// <summary>Of more versions than a queue ever has, the oldest goes unseen: each looked at beside each other would take minutes.</summary>
    private const int MaxLookedAt = 128;

    /// <summary>
    /// Compares the manifest of a channel with what is kept with its queue, and says what is to be kept now. For transports: call it when
    /// <see cref="MqQueueOptions.Manifest"/> is set, and hold a lock of the queue's from reading to writing; what is returned replaces what was kept, whole or not at all.
    /// </summary>
    /// <param name="queue">The name of the queue, for errors.</param>
    /// <param name="kept">What is kept with the queue; empty when that is nothing. It may be anything: what cannot be read is left out.</param>
    /// <param name="manifest">The manifest of the channel that opens it.</param>
    /// <param name="maxBytes">How much can be kept, in bytes: 1 to <see cref="MaxBytes"/>.</param>
    /// <returns>What is to be kept, UTF-8; null when nothing changes.</returns>
    /// <exception cref="MqContractMismatchException">The contracts do not fit those of another service; the error says what changed.</exception>
    public static byte[]? Merge(string queue, ReadOnlySpan<byte> kept, string manifest, int maxBytes = MaxBytes)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, MaxBytes);

        // Of a generator that is newer than this runtime nothing is known here.
        if (manifest.Length > MaxBytes || ManifestParser.ParseAll(manifest) is not [{ IsKnown: true } own])
        {
            return null;
        }

        List<ManifestVersion> versions = kept.Length > MaxBytes ? [] : ManifestParser.ParseAll(Encoding.UTF8.GetString(kept));
        bool isKept = false;
        for (int i = versions.Count - 1; i >= 0; i--)
        {
            if (versions[i].Text == own.Text)
            {
                isKept = true;
            }
            else if (versions[i].IsKnown && ManifestComparison.FindDifferences(versions[i], own) is { Count: > 0 } differences)
            {
                throw new MqContractMismatchException(queue, string.Join("; ", differences));
            }
        }

        return isKept ? null : Add(versions, own, maxBytes);
    }

    private static byte[]? Add(List<ManifestVersion> versions, ManifestVersion own, int maxBytes)
    {
        string skeleton = own.Skeleton;
        versions.RemoveAll(version => version.IsKnown && version.Skeleton == skeleton);
        versions.Add(own);
        while (Size(versions) > maxBytes)
        {
            if (versions.Count == 1)
            {
                // It does not fit even alone: nobody else will be compared with it.
                return null;
            }

            // The oldest that another one covers goes; failing that, the oldest.
            int spared = versions.Count > MaxLookedAt ? 0 : versions.FindIndex(version => versions.Exists(other => !ReferenceEquals(other, version) && ManifestCoverage.Covers(other, version)));
            versions.RemoveAt(Math.Max(spared, 0));
        }

        StringBuilder text = new();
        foreach (ManifestVersion version in versions)
        {
            text.Append(version.Text);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static int Size(List<ManifestVersion> versions)
    {
        int size = 0;
        foreach (ManifestVersion version in versions)
        {
            size += Encoding.UTF8.GetByteCount(version.Text);
        }

        return size;
    }
}
