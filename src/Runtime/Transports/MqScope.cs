namespace TypedMq.Transports;

/// <summary>
/// Where names live: queues of the same name in two scopes are two queues. A scope keeps test and production apart, or lets the services of
/// a group, each with its own user, share queues.
/// </summary>
public sealed record MqScope
{
    /// <summary>The longest scope name, in characters.</summary>
    public const int MaxNameLength = 32;

    private MqScope(string? name, string? group)
    {
        Name = name;
        Group = group;
    }

    /// <summary>The user's own scope: queues are readable and writable by the user alone.</summary>
    public static MqScope Default { get; } = new(null, null);

    /// <summary>The name; null for the user's own scope.</summary>
    public string? Name { get; }

    /// <summary>The group whose members share the scope (its queues have mode 0660 for that group); null when the user keeps it for itself.</summary>
    public string? Group { get; }

    /// <summary>A named scope.</summary>
    /// <param name="name">1 to 32 characters: a lower-case letter, then lower-case letters, digits, <c>-</c> and <c>_</c>; null for the user's own scope.</param>
    /// <param name="group">The group whose members share the scope; null when the user keeps it for itself.</param>
    /// <returns>The scope.</returns>
    /// <exception cref="MqConfigurationException">The name breaks a rule, or a group is given without a name.</exception>
    public static MqScope Create(string? name, string? group = null) => Create(name, group, section: "");

    /// <summary>A named scope, of which errors say where it was set.</summary>
    internal static MqScope Create(string? name, string? group, string section)
    {
        if (name is null)
        {
            return group is null ? Default : throw new MqConfigurationException(section + "ScopeGroup", group, "A group shares a named scope: set Scope too.");
        }

        bool valid = name.Length is > 0 and <= MaxNameLength && name[0] is >= 'a' and <= 'z';
        foreach (char c in name)
        {
            valid &= c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_';
        }

        return valid
            ? new(name, group)
            : throw new MqConfigurationException(section + "Scope", name, $"A scope name has 1 to {MaxNameLength} characters: a lower-case letter, then lower-case letters, digits, '-' and '_'.");
    }

    /// <summary>The name under which a queue of this scope is known to a kernel whose names all live in one place, without a leading slash.</summary>
    /// <param name="queue">The queue's name within the scope.</param>
    /// <returns><c>orders</c> in the user's own scope, <c>typedmq:desk:orders</c> in scope <c>desk</c>.</returns>
    /// <exception cref="MqConfigurationException">Both together are longer than a name may be.</exception>
    public string QualifiedName(MqQueueName queue)
    {
        if (Name is null)
        {
            return queue.Value;
        }

        string qualified = $"{MqQueueName.ReservedPrefix}{Name}:{queue.Value}";
        return System.Text.Encoding.UTF8.GetByteCount(qualified) <= MqQueueName.MaxBytes
            ? qualified
            : throw new MqConfigurationException("Queue name", queue.Value, $"With the scope '{Name}' the name is longer than {MqQueueName.MaxBytes} bytes; shorten one of them.");
    }

    /// <summary>The reverse of <see cref="QualifiedName"/>.</summary>
    /// <param name="qualifiedName">A name as the kernel knows it, without a leading slash.</param>
    /// <param name="queue">The queue's name within this scope.</param>
    /// <returns>Whether the name belongs to this scope, and is one that a queue of it can have.</returns>
    public bool TryGetQueueName(string qualifiedName, out MqQueueName queue)
    {
        queue = default;
        string prefix = Name is null ? "" : $"{MqQueueName.ReservedPrefix}{Name}:";
        if (!qualifiedName.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        // Other programs may have made queues that no MqQueueName can name; a leading slash here would be a part of the name.
        string name = qualifiedName[prefix.Length..];
        return !name.StartsWith('/') && MqQueueName.TryParse(name, out queue);
    }
}
