using System.Globalization;
using TypedMq.Transports;

namespace TypedMq;

/// <summary>Whether a transport can do what a channel asks for, and whether the channel asks for things that go together.</summary>
internal static class ChannelDemands
{
    /// <exception cref="MqNotSupportedException">The transport cannot.</exception>
    /// <exception cref="MqConfigurationException">Two settings do not go together.</exception>
    public static void Check(string queue, MqTransport transport, MqChannelOptions settings, int maxPriority, bool hasDeliveries)
    {
        MqCapabilities capabilities = transport.Capabilities;
        if (maxPriority > capabilities.MaxPriority)
        {
            throw Refuse($"priority {maxPriority}", $"Its highest is {capabilities.MaxPriority}: lower the channel's, or choose another transport.");
        }

        if (settings.Delivery == MqDelivery.AtLeastOnce && !capabilities.AtLeastOnce)
        {
            throw Refuse("delivery at least once", "Leave Delivery unset, or choose a transport that keeps messages until they are completed.");
        }

        if (hasDeliveries)
        {
            if (!capabilities.AtLeastOnce)
            {
                throw Refuse("deliveries that are settled by hand (MqDelivery<T>)", "Receive the contract itself, or choose a transport that keeps messages until they are completed.");
            }

            CheckDeliveries(queue, settings);
        }

        if (settings.FullMode == MqFullMode.DropOldest && !capabilities.DropOldest)
        {
            throw Refuse("FullMode = DropOldest", "Use DropWrite, Fail or Wait, or choose a transport with DropOldest.");
        }

        if (settings.ReservedSlots > 0 && !capabilities.ReservedSlots)
        {
            throw Refuse("ReservedSlots", "Give what must always get in a queue of its own, or choose a transport with ReservedSlots.");
        }

        if (settings.MaxPriorities > capabilities.DistinctPriorities)
        {
            throw Refuse($"MaxPriorities = {settings.MaxPriorities}", $"It has at most {capabilities.DistinctPriorities} different ones in a queue: ask for fewer, or choose another transport.");
        }

        if (settings.Topology == MqTopology.OneToOne)
        {
            if (!capabilities.OneToOne)
            {
                throw Refuse("Topology = OneToOne", "Leave Topology unset, or choose a transport with OneToOne.");
            }

            CheckOneToOne(queue, settings, maxPriority);
        }

        if (settings.TimeToLive is not null && settings.Envelope == MqEnvelopeMode.None)
        {
            throw new MqConfigurationException($"Channels:{queue}:TimeToLive", settings.TimeToLive.ToString(), "It travels in the envelope, which the channel has not: set Envelope to Standard, or leave one of both unset.");
        }

        MqNotSupportedException Refuse(string feature, string remedy) => new(queue, transport.Name, feature, remedy);
    }

    /// <summary>What is settled by hand comes again when it is abandoned, or it would be gone when it is taken.</summary>
    private static void CheckDeliveries(string queue, MqChannelOptions settings)
    {
        const string Remedy = "A method of the channel receives MqDelivery<T>, of which what is abandoned comes again: leave it unset, or receive the contract itself.";
        if (settings.Delivery == MqDelivery.AtMostOnce)
        {
            throw new MqConfigurationException($"Channels:{queue}:Delivery", "AtMostOnce", Remedy);
        }

        if (settings.Topology == MqTopology.OneToOne)
        {
            throw new MqConfigurationException($"Channels:{queue}:Topology", "OneToOne", Remedy);
        }
    }

    private static void CheckOneToOne(string queue, MqChannelOptions settings, int maxPriority)
    {
        if (maxPriority > 0)
        {
            throw Clash("Topology", "OneToOne", $"It has no priorities, and a method of the channel has priority {maxPriority}: leave one of both out.");
        }

        if (settings.ReservedSlots > 0)
        {
            throw Clash("ReservedSlots", settings.ReservedSlots.Value.ToString(CultureInfo.InvariantCulture), "With Topology = OneToOne there are no priorities for which to reserve: leave one of both unset.");
        }

        if (settings.FullMode == MqFullMode.DropOldest)
        {
            throw Clash("FullMode", "DropOldest", "With Topology = OneToOne only the receiver takes messages: use DropWrite, or leave Topology unset.");
        }

        MqConfigurationException Clash(string key, string value, string remedy) => new($"Channels:{queue}:{key}", value, remedy);
    }
}
