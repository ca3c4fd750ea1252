using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Diagnostics;

/// <summary>
/// Every diagnostic of the generator. Each has a page in <c>docs/diagnostics</c> and a row in <c>AnalyzerReleases</c>. Messages name the
/// type, the member and the way out.
/// </summary>
internal static partial class Descriptors
{
    public static readonly DiagnosticDescriptor MustBePartial = Error(
        "TMQ0001",
        "Contract must be partial",
        "'{1}' must be partial: only code inside of it can name '{2}', so that its formatter has to lie there. Declare '{0}' partial, or make '{2}' internal.",
        "The formatter of a contract is a type of its own. It lies inside of the contract where it has to name private types.");

    public static readonly DiagnosticDescriptor OuterMustBePartial = Error(
        "TMQ0002",
        "Containing type must be partial",
        "'{0}' must be partial: only code inside of '{1}' can name '{2}', so that its formatter has to lie there. Declare '{0}' partial, or make '{2}' internal.",
        "The formatter of a contract is a type of its own. Where it lies inside of the contract, it lies inside of the types around it, too.");

    public static readonly DiagnosticDescriptor CannotBeContract = Error(
        "TMQ0003",
        "Type cannot be a contract",
        "'{0}' cannot be a contract: {1}",
        "A contract is a class, struct, record or record struct that generated code can name and make.");

    public static readonly DiagnosticDescriptor NotAccessible = Error(
        "TMQ0004",
        "Contract is not accessible",
        "'{0}' cannot be reached by generated code, because '{1}' is {2}. Make it internal or public.",
        "The formatter of a contract is a type of its own, outside of the type that the contract is nested in.");

    public static readonly DiagnosticDescriptor LanguageVersion = Error(
        "TMQ0005",
        "C# 13 or newer required",
        "TypedMq generates C# 13, but this project compiles as C# {0}. Target net9.0 or later and leave <LangVersion> out, or set it to 13 or later.",
        "Generated code uses static abstract members, ref structs and unsafe accessors as C# 13 has them.");

    public static readonly DiagnosticDescriptor RuntimeMissing = Error(
        "TMQ0006",
        "Runtime missing or too old",
        "Generated code needs '{0}', which cannot be found. Reference TypedMq.Runtime, once, in the version of the generator.",
        "The generator and the runtime are released together: generated code calls the runtime of the same version.");

    public static readonly DiagnosticDescriptor CannotBeAdopted = Error(
        "TMQ0007",
        "Type cannot be adopted",
        "[MqContractFor] cannot make a contract of '{0}': {1}",
        "An assembly adopts types that cannot be annotated themselves, each once, with members that they have.");

    public static readonly DiagnosticDescriptor MessagePackNotAdopted = Error(
        "TMQ0008",
        "Annotation of MessagePack has no counterpart",
        "'{0}' cannot be adopted from MessagePack-CSharp as it is: {1}",
        "The bytes of an adopted type are those of MessagePack-CSharp. What would make them differ is an error.");

    public static readonly DiagnosticDescriptor GeneratorFailed = Error(
        "TMQ0009",
        "Generator failed on this type",
        "TypedMq could not generate code for '{0}': {1}. This is a defect of TypedMq: please report it at https://github.com/typedmq/typedmq/issues with the declaration of the type.",
        "An unexpected exception was caught. Other contracts and channels are generated as usual.");

    public static readonly DiagnosticDescriptor KeyMissing = Error(
        "TMQ0101",
        "Member needs a key",
        "'{0}.{1}' can be set but has no key, so its value would be lost. {2}",
        "Every public member of a contract that can be set is either sent, or left out on purpose.");

    public static readonly DiagnosticDescriptor KeyDuplicate = Error(
        "TMQ0102",
        "Duplicate key",
        "'{0}.{1}' and '{2}' have the same key {3}. Give it a key that is free, for example {4}.",
        "A key is the place of a member in the message; the members of base types are in the same message.");

    public static readonly DiagnosticDescriptor KeysMixed = Error(
        "TMQ0103",
        "Integer and string keys mixed",
        "'{0}.{1}' has the key {2}, but '{3}' has {4}: the keys of a contract are either all integers or all text. Change one of the two.",
        "Contracts with integer keys are arrays, those with text are maps; the members of base types are in the same message.");

    public static readonly DiagnosticDescriptor KeyOutOfRange = Error(
        "TMQ0104",
        "Key out of range",
        "The key {2} of '{0}.{1}' is out of range: keys go from 0 to 1023, or are text of valid Unicode",
        "A key is an index in an array, which is not negative, and a large one would make every message large; or it is the key of a map, which is text.");

    public static readonly DiagnosticDescriptor KeysSparse = Warning(
        "TMQ0105",
        "Sparse keys",
        "The keys {1} to {2} of '{0}' belong to no member: each of these {3} gaps costs a byte in every message. Number the members without gaps.",
        "A gap in the keys is a nil in the array.");

    public static readonly DiagnosticDescriptor KeyWithoutEffect = Warning(
        "TMQ0106",
        "Key has no effect",
        "[MqKey] on '{0}.{1}' has no effect: {2}",
        "Only instance fields and readable instance properties are sent.");

    public static readonly DiagnosticDescriptor KeyReserved = Error(
        "TMQ0107",
        "Key is reserved",
        "'{0}.{1}' has the key {2}, which [MqReservedKeys] retires. Give it a key that was never used, for example {3}.",
        "Peers that are not updated yet would take the new member for the one that had the key before.");

    public static readonly DiagnosticDescriptor AnnotationsDisagree = Error(
        "TMQ0109",
        "TypedMq and MessagePack annotations disagree",
        "The annotations of '{0}.{1}' disagree: {2}. Let both say the same, or remove those of one library.",
        "A type with the annotations of both libraries is one message: its peers take it for the same whichever of them reads it.");

    public static readonly DiagnosticDescriptor NoConstructor = Error(
        "TMQ0201",
        "No usable constructor",
        "'{0}' cannot be constructed from a message: it has no parameterless constructor, and none whose parameters match keyed members. Add one, internal or public.",
        "Each received message is a new instance.");

    public static readonly DiagnosticDescriptor ConstructorAmbiguous = Error(
        "TMQ0202",
        "Ambiguous constructor",
        "Several constructors of '{0}' match its keyed members equally well. Mark one with [MqConstructor].",
        "Each received message is a new instance, made by one constructor.");

    public static readonly DiagnosticDescriptor ParameterWithoutKey = Error(
        "TMQ0203",
        "Constructor parameter matches no key",
        "Parameter '{1}' of the constructor of '{0}' matches no keyed member: {2}",
        "The arguments of the constructor come from the message: each parameter belongs to a keyed member of the same name, whatever the case, and the same type.");

    public static readonly DiagnosticDescriptor MemberCannotBeSet = Error(
        "TMQ0204",
        "Keyed member cannot be set",
        "'{0}.{1}' has a key but {2}. Give it a setter, which may be private or init, or add a constructor parameter of its name and type.",
        "What is sent must also be received.");

    public static readonly DiagnosticDescriptor AbsentLeavesNull = Warning(
        "TMQ0205",
        "Absent key leaves null in a non-nullable member",
        "'{0}.{1}' is null when a message lacks its key, although it is not nullable. Make it required (then such a message is refused), give it an initialiser, or declare it nullable.",
        "Older senders do not know newer keys: a member whose key is absent keeps what construction gave it.");

    public static readonly DiagnosticDescriptor CannotReceiveInto = Error(
        "TMQ0206",
        "Contract cannot be received into",
        "'{0}.{1}' cannot receive into an object of '{2}': {3}",
        "Receiving into an object sets its members again; what only construction sets keeps it from that.");

    public static readonly DiagnosticDescriptor UnsupportedType = Error(
        "TMQ0301",
        "Unsupported member type",
        "'{0}.{1}' cannot be sent: {2}",
        "Messages hold values: numbers, text, dates, enums, collections of them, and contracts.");

    public static readonly DiagnosticDescriptor NotAContract = Error(
        "TMQ0302",
        "Type is not a contract",
        "'{0}' is used by '{1}', but it is not a contract. {2}",
        "The generator writes formatters for types that are marked with [MqContract].");

    public static readonly DiagnosticDescriptor ParameterWithoutFormatter = Error(
        "TMQ0303",
        "Open type parameter has no formatter",
        "'{0}.{1}' is of type '{2}', which holds the next larger one, and so on without end: no formatter can be closed over them. Let '{0}' hold itself with its own type parameters.",
        "A generic formatter is closed over types and their formatters when the program is compiled.");

    public static readonly DiagnosticDescriptor InvalidFormatter = Error(
        "TMQ0304",
        "Invalid formatter",
        "'{0}' cannot be the formatter of '{1}': {2}",
        "A formatter is a struct that implements IMqFormatter<T> for the type of the member, closed, and accessible to generated code.");

    public static readonly DiagnosticDescriptor Recursive = Create(
        "TMQ0305",
        "Recursive contract",
        "'{0}' may hold another '{0}': values nested deeper than 64 levels are refused, and its messages have no worst-case size",
        "A message that is nested without end would exhaust the stack of its receiver.",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor CannotBeRaw = Error(
        "TMQ0306",
        "Contract cannot be sent as its memory",
        "'{0}' has Layout = MqLayout.Raw, but its memory cannot be sent: {1}",
        "The memory of a raw contract means the same to every receiver: it is an unmanaged struct whose layout is fixed.");

    public static readonly DiagnosticDescriptor RawPadding = Warning(
        "TMQ0307",
        "Padding is sent",
        "'{0}' has padding ({1}), which carries whatever was in memory before. Order the fields by size, the largest first, or give the padding fields of its own.",
        "The runtime aligns each field to its size; what lies between fields belongs to nobody and is sent all the same.");

    public static readonly DiagnosticDescriptor LimitWithoutEffect = Warning(
        "TMQ0308",
        "Length limit has no effect",
        "[MqMaxLength] on '{0}.{1}' has no effect: {2}",
        "Strings, binary data and collections with a count have a length.");

    public static readonly DiagnosticDescriptor InvalidView = Error(
        "TMQ0309",
        "Invalid view",
        "'{0}' cannot be a view: {1}",
        "A view is a ref partial struct that names a contract; its properties are generated.");

    public static readonly DiagnosticDescriptor AbstractContract = Error(
        "TMQ0401",
        "Abstract type or interface needs [MqUnion]",
        "'{0}' is abstract, so no message can become one. List the contracts that are sent as it with [MqUnion(0, typeof(...))], or mark only the types that derive from it with [MqContract].",
        "A union is sent as one of its cases; the keys of base members are included in the cases.");

    public static readonly DiagnosticDescriptor CaseDuplicate = Error(
        "TMQ0402",
        "Duplicate union tag or case",
        "The union '{0}' lists {1} twice. Give each case a tag of its own.",
        "The tag tells the cases of a union from each other on the wire.");

    public static readonly DiagnosticDescriptor CaseInvalid = Error(
        "TMQ0403",
        "Union case is not valid",
        "'{0}' cannot be a case of '{1}': {2}",
        "A case is a contract that can be constructed and derives from the union.");

    public static readonly DiagnosticDescriptor AllocatesOnReceive = Error(
        "TMQ0601",
        "Member allocates on receive",
        "'{0}' allocates when it is received, although ZeroAllocation is promised: {1}",
        "A contract that promises ZeroAllocation is a struct of values, all the way down: what lies on the heap has to be allocated there.");

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        Create(id, title, message, description, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        Create(id, title, message, description, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Create(string id, string title, string message, string description, DiagnosticSeverity severity) => new(
        id,
        title,
        message,
        "TypedMq",
        severity,
        isEnabledByDefault: true,
        description,
        helpLinkUri: $"https://github.com/typedmq/typedmq/blob/main/docs/diagnostics/{id}.md");
}
