namespace TypedMq.Consumers;

/// <summary>Leads a message through the filters to its handler.</summary>
internal static class FilterChain
{
    public static ValueTask InvokeAsync(IReadOnlyList<Func<IServiceProvider, IMqFilter>> filters, MqContext context, MessageCall call) =>
        filters.Count == 0 ? call.InvokeAsync(context) : new Step(filters, 0, call).InvokeAsync(context);

    /// <summary>What comes from one filter on. Nothing changes in it: a filter may go on twice.</summary>
    private sealed class Step(IReadOnlyList<Func<IServiceProvider, IMqFilter>> filters, int index, MessageCall call)
    {
        public ValueTask InvokeAsync(MqContext context) => index == filters.Count
            ? call.InvokeAsync(context)
            : filters[index](context.Services).InvokeAsync(context, new Step(filters, index + 1, call).InvokeAsync);
    }
}
