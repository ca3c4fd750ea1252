using Microsoft.Extensions.Hosting;

namespace TypedMq;

/// <summary>A channel that is to be opened at start.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Key">Its key; null when it has none.</param>
/// <param name="Configure">Settings that win over those of the attribute.</param>
/// <param name="Resolve">Gives its proxy.</param>
internal sealed record ChannelRegistration(Type Interface, object? Key, Action<MqChannelOptions>? Configure, Func<IServiceProvider, object> Resolve);

/// <summary>Opens every channel when the host starts, so that what cannot work fails there and not at the first message.</summary>
internal sealed class ChannelOpener(IServiceProvider services, IEnumerable<ChannelRegistration> channels) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (ChannelRegistration channel in channels)
        {
            channel.Resolve(services);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
