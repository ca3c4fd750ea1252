using Microsoft.Extensions.Options;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>Checks options as a whole, at start: every message says key, value and fix.</summary>
internal sealed class MqOptionsValidator : IValidateOptions<MqOptions>
{
    public static void Validate(MqOptions options)
    {
        CheckTransport(options, "Transport", options.Transport);
        MqScope.Create(options.Scope, options.ScopeGroup);
        foreach ((string name, MqChannelOptions channel) in options.Channels)
        {
            if (channel is null)
            {
                throw new MqConfigurationException($"Channels:{name}", null, "Set its settings, or leave the channel out.");
            }

            MqQueueName queue = MqQueueName.Parse(name);
            if (channel.Name is not null)
            {
                MqQueueName.Parse(channel.Name);
            }

            if (channel.Transport is not null)
            {
                CheckTransport(options, $"Channels:{name}:Transport", channel.Transport);
            }

            channel.Validate(name);
            // Of two settings that go together the other one may come from the attribute.
            bool reserves = channel.ReservedSlots is not null || channel.ReservedForPriority is not null;
            new MqQueueOptions
            {
                Name = queue,
                Capacity = channel.Capacity,
                MaxMessageBytes = channel.MaxMessageBytes,
                Mode = channel.Mode,
                MaxPriorities = channel.MaxPriorities,
                ReservedSlots = reserves ? channel.ReservedSlots ?? 0 : null,
                ReservedForPriority = reserves ? channel.ReservedForPriority ?? 0 : null,
            }.Validate();
        }
    }

    public static void CheckTransport(MqOptions options, string key, string? name)
    {
        if (name is null)
        {
            throw new MqConfigurationException(key, null, "There is no default: call UsePosix() or UseSysV() (package TypedMq.Transports.Native) or UseInProcess(), or set it in the configuration.");
        }

        if (options.FindTransport(name) is null)
        {
            throw new MqConfigurationException(key, name, $"Known here: {string.Join(", ", options.TransportNames.Order(StringComparer.Ordinal))}. Others are made known by their package, for example by UsePosix() or UseSysV().");
        }
    }

    ValidateOptionsResult IValidateOptions<MqOptions>.Validate(string? name, MqOptions options)
    {
        try
        {
            Validate(options);
            return ValidateOptionsResult.Success;
        }
        catch (MqConfigurationException problem)
        {
            return ValidateOptionsResult.Fail(problem.Message);
        }
    }
}
