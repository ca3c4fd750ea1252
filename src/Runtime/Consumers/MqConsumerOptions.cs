using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TypedMq.Consumers;

namespace TypedMq;

/// <summary>How messages are consumed. What is null has its default; what configuration says wins. Set up once, not thread-safe.</summary>
public abstract class MqConsumerOptions
{
    /// <summary>The most messages that are handled at once.</summary>
    public const int MaxConcurrency = 4096;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private protected MqConsumerOptions()
    {
    }

    /// <summary>How many messages are handled at once: 1, which is the default and keeps their order, to <see cref="MaxConcurrency"/>.</summary>
    public int? Concurrency { get; set; }

    /// <summary>
    /// How often a message is tried before it goes to the dead-letter queue: 1 or more; 5 is the default. Where the transport counts deliveries, earlier
    /// ones count too, so that a message which kills its process does not do so for ever.
    /// </summary>
    public int? MaxAttempts { get; set; }

    /// <summary>How long to wait before the second attempt: zero to a day; 100 ms is the default. Each further wait is twice as long. The message is held meanwhile.</summary>
    public TimeSpan? Backoff { get; set; }

    /// <summary>The longest wait between two attempts: zero to a day; 30 s is the default, or <see cref="Backoff"/> where that is longer.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>How long handlers may go on after the consumer was told to stop, before they are cancelled: zero to a day; 10 s is the default.</summary>
    public TimeSpan? ShutdownTimeout { get; set; }

    /// <summary>Whether what cannot be handled is kept in the queue <c>&lt;name&gt;.dead</c>, which is the default. Otherwise it is dropped, logged and counted.</summary>
    public bool? DeadLetter { get; set; }

    /// <summary>Where a message passes through, outermost first.</summary>
    internal List<Func<IServiceProvider, IMqFilter>> Filters { get; } = [];

    /// <summary>The filters that the container makes, and what registers them there.</summary>
    internal List<(Type Filter, Action<IServiceCollection> Register)> Registrations { get; } = [];

    /// <summary>Lets each attempt pass through a filter, inside of those that were added before.</summary>
    /// <param name="filter">The filter; it is called by several threads at once when <see cref="Concurrency"/> is more than 1.</param>
    public void AddFilter(IMqFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Filters.Add(_ => filter);
    }

    /// <summary>Lets each attempt pass through a filter that is made by the container, in the attempt's scope unless it is registered otherwise.</summary>
    /// <typeparam name="TFilter">The filter.</typeparam>
    public void AddFilter<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFilter>()
        where TFilter : class, IMqFilter
    {
        Filters.Add(static services => services.GetRequiredService<TFilter>());
        Registrations.Add((typeof(TFilter), static services => services.TryAddScoped<TFilter>()));
    }

    /// <summary>Sets in the target what is set here.</summary>
    internal void CopyTo(MqConsumerOptions target)
    {
        target.Concurrency = Concurrency ?? target.Concurrency;
        target.MaxAttempts = MaxAttempts ?? target.MaxAttempts;
        target.Backoff = Backoff ?? target.Backoff;
        target.MaxBackoff = MaxBackoff ?? target.MaxBackoff;
        target.ShutdownTimeout = ShutdownTimeout ?? target.ShutdownTimeout;
        target.DeadLetter = DeadLetter ?? target.DeadLetter;
        target.Filters.AddRange(Filters);
        target.Registrations.AddRange(Registrations);
    }

    /// <summary>Checks what is set.</summary>
    /// <param name="path">Where it is set, for example <c>Channels:orders:Handler</c>.</param>
    /// <exception cref="MqConfigurationException">A value is out of range.</exception>
    internal void Validate(string path)
    {
        Check(nameof(Concurrency), Concurrency, Concurrency is null or (>= 1 and <= MaxConcurrency), $"It is 1, which keeps the order of messages, to {MaxConcurrency}.");
        Check(nameof(MaxAttempts), MaxAttempts, MaxAttempts is null or >= 1, "A message is tried at least once: set it to 1 or more, or leave it unset.");
        CheckTime(nameof(Backoff), Backoff);
        CheckTime(nameof(MaxBackoff), MaxBackoff);
        CheckTime(nameof(ShutdownTimeout), ShutdownTimeout);

        void CheckTime(string key, TimeSpan? time) => Check(key, time, time is null || (time >= TimeSpan.Zero && time <= Longest), $"It is zero or more, and at most {Longest}.");

        void Check<T>(string key, T? value, bool isValid, string remedy)
            where T : struct, IFormattable
        {
            if (!isValid)
            {
                throw new MqConfigurationException($"{path}:{key}", value?.ToString(null, System.Globalization.CultureInfo.InvariantCulture), remedy);
            }
        }
    }

    /// <summary>What counts, once code and configuration have been heard.</summary>
    internal ConsumerSettings Resolve()
    {
        TimeSpan backoff = Backoff ?? TimeSpan.FromMilliseconds(100);
        TimeSpan longest = TimeSpan.FromSeconds(30);
        return new(
            Concurrency ?? 1,
            MaxAttempts ?? 5,
            backoff,
            MaxBackoff ?? (backoff > longest ? backoff : longest),
            ShutdownTimeout ?? TimeSpan.FromSeconds(10),
            DeadLetter ?? true,
            [.. Filters]);
    }
}

/// <summary>How a channel's messages are handled: see <see cref="IMqHandler{T}"/>.</summary>
public sealed class MqHandlerOptions : MqConsumerOptions;
