using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Diagnostics;

internal static partial class Descriptors
{
    public static readonly DiagnosticDescriptor CannotBeChannel = Error(
        "TMQ0501",
        "Interface cannot be a channel",
        "'{0}' cannot be a channel: {1}",
        "A channel is an interface, not generic, that generated code can implement and that sends or receives something.");

    public static readonly DiagnosticDescriptor UnsupportedMember = Error(
        "TMQ0502",
        "Unsupported channel member",
        "'{0}.{1}' cannot be carried over a queue: {2}. A channel has methods that send or receive a message, or are requests.",
        "A proxy implements methods whose name says what they do with the queue.");

    public static readonly DiagnosticDescriptor UnsupportedShape = Error(
        "TMQ0503",
        "Unsupported method shape",
        "'{0}.{1}' {2}. The nearest form is: {3}.",
        "The verb at the start of the name decides: Send, TrySend, Receive, TryReceive or TryReceiveInto, with or without Async at the end. Other methods are requests: asynchronous, or with a TimeSpan timeout.");

    public static readonly DiagnosticDescriptor OnePayload = Error(
        "TMQ0504",
        "Method needs exactly one payload",
        "'{0}.{1}' {2}, but a message is one contract. {3}.",
        "A method sends or receives one message, and a message is one contract.");

    public static readonly DiagnosticDescriptor TokenMustBeLast = Error(
        "TMQ0505",
        "CancellationToken must be last and single",
        "'{0}.{1}' {2}. Declare one CancellationToken, as the last parameter.",
        "The convention of .NET, which callers and analyzers rely on.");

    public static readonly DiagnosticDescriptor TokenMissing = Warning(
        "TMQ0506",
        "Async method has no CancellationToken",
        "'{0}.{1}' waits without a CancellationToken, so that nobody can end the wait. Add one, as the last parameter: CancellationToken cancellationToken = default.",
        "What waits for room or for a message may wait for ever; a service that stops has to end it.");

    public static readonly DiagnosticDescriptor ByReferenceInAsync = Error(
        "TMQ0507",
        "By-ref or ref struct in an async shape",
        "'{0}.{1}' is asynchronous, and nothing on the stack crosses an await, but its parameter '{2}' {3}",
        "Views, other ref structs, ref and out parameters live on the stack of the caller; an asynchronous method may go on when that is gone.");

    public static readonly DiagnosticDescriptor TagTwice = Error(
        "TMQ0508",
        "Message tag used twice on one channel",
        "'{0}' carries both '{1}' and '{2}', and receivers could not tell them apart: {3}",
        "The tag in the envelope says which contract a message is.");

    public static readonly DiagnosticDescriptor InvalidNameOrPriority = Error(
        "TMQ0509",
        "Invalid queue name or priority",
        "'{0}': {1}",
        "Queue names follow mq_overview(7): 1 to 254 bytes without a slash inside. Priorities go from 0 to 32767 at most.");

    public static readonly DiagnosticDescriptor NotWithRequests = Error(
        "TMQ0512",
        "Not together with requests",
        "'{0}' carries requests, and {1}: {2}",
        "A server takes the requests from the queue, finds their methods by the envelope, and answers; nobody else may take them.");

    public static readonly DiagnosticDescriptor MessageTooLarge = Warning(
        "TMQ0510",
        "Message may exceed the queue's message size",
        "'{0}' {1}, but '{2}' sets MaxMessageBytes to {3}: {4}",
        "The worst case is computed from the members of the contract; it is only known when all of them are bounded. That it is not known is only information.");

    public static readonly DiagnosticDescriptor TransportCannot = Error(
        "TMQ0511",
        "Transport cannot do this",
        "'{0}' is carried by {1}, which cannot do {2}: {3}",
        "The attribute names the transport, so that what it cannot do is known before the program runs. What a configured transport cannot do is an error when the channel is opened.");
}
