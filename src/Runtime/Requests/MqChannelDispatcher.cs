namespace TypedMq.Channels;

/// <summary>Knows the methods of a channel by the tags of their messages. Written by the generator.</summary>
public abstract class MqChannelDispatcher
{
    private protected MqChannelDispatcher()
    {
    }
}
