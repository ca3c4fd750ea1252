using TypedMq.Native;

namespace TypedMq.Transports.SysV;

/// <summary>How System V queues are reached. Set up once, before the node is made; not thread-safe.</summary>
public sealed class SysVMqOptions
{
    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);

    /// <summary>
    /// Gives a queue the key that other programs know it by. Without it, the registry of the scope chooses one at random, which no other queue has.
    /// </summary>
    /// <remarks>
    /// A queue that exists with the key is joined, whoever made it, and is removed with <see cref="MqNode.Delete"/>. Everybody in
    /// TypedMq who uses the queue should know it by the same name: who knows it by another one is heard only after 5 ms.
    /// </remarks>
    /// <param name="queue">The name of the queue, by which channels know it.</param>
    /// <param name="key">The key of <c>msgget(2)</c>, explicit or by <see cref="SysVKey.Ftok"/>; never <see cref="SysVKey.Private"/>.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="MqConfigurationException">The name breaks a rule, the key is private, or another queue has it.</exception>
    public SysVMqOptions UseKey(string queue, SysVKey key) => UseKey(queue, key.Value);

    /// <inheritdoc cref="UseKey(string, SysVKey)"/>
    /// <param name="queue">The name of the queue, by which channels know it.</param>
    /// <param name="key">The key of <c>msgget(2)</c>; never 0, which is IPC_PRIVATE.</param>
    /// <exception cref="MqConfigurationException">The name breaks a rule, the key is 0, or another queue has it.</exception>
    public SysVMqOptions UseKey(string queue, int key)
    {
        string name = MqQueueName.Parse(queue).Value;
        if (key == 0)
        {
            throw new MqConfigurationException($"UseKey(\"{name}\")", "0", "0 is IPC_PRIVATE, which makes a new queue each time: choose another key, or leave it to the registry.");
        }

        foreach ((string other, int taken) in _keys)
        {
            if (taken == key && other != name)
            {
                throw new MqConfigurationException($"UseKey(\"{name}\")", $"0x{key:x8}", $"Queue '{other}' has this key already: two names would be one queue. Choose another key.");
            }
        }

        _keys[name] = key;
        return this;
    }

    internal int? FindKey(string queue) => _keys.TryGetValue(queue, out int key) ? key : null;
}
