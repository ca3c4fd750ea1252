using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>
/// Computes how structs lie in memory, by the rules of the runtime for 64-bit processes: each field at the next multiple of its alignment, the size a
/// multiple of the largest; <c>[StructLayout]</c> changes that. A test holds the result against the runtime's own.
/// </summary>
internal sealed class RawLayouts
{
    /// <summary>What .NET itself lets a struct take.</summary>
    private const int MaxSize = 1 << 20;

    private const string Checks = "global::TypedMq.Formatters.RawMemory.";

    private readonly INamedTypeSymbol _contract;

    private readonly Scope? _scope;

    /// <summary>The types that are being laid out, one inside of the other. Source that does not compile may hold a struct that holds itself.</summary>
    private readonly HashSet<ISymbol> _open;

    private RawLayouts(INamedTypeSymbol contract, Scope? scope, HashSet<ISymbol> open)
    {
        _contract = contract;
        _scope = scope;
        _open = open;
    }

    /// <summary>Why the memory of the contract is not sent; null when it is, and when the compiler says it.</summary>
    private string? Problem { get; set; }

    /// <summary>The field of the contract that is the reason; null when it is the contract itself.</summary>
    private ISymbol? Culprit { get; set; }

    /// <summary>Whether a contract is sent as its memory.</summary>
    public static bool IsRaw(INamedTypeSymbol contract)
    {
        if (Names.Attribute(contract.OriginalDefinition, "MqContractAttribute") is { } attribute)
        {
            foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
            {
                if (argument.Key == "Layout")
                {
                    return argument.Value.Value is 1;
                }
            }
        }

        return false;
    }

    /// <summary>The layout of a raw contract; null when it is none, or has errors.</summary>
    public static RawLayout? Find(INamedTypeSymbol contract) => IsRaw(contract) ? Find(contract, scope: null, out _, out _) : null;

    /// <summary>The layout of a raw contract; null, and why, when it has none.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="scope">What its formatter may name; null when none is written, and only the layout counts.</param>
    /// <param name="problem">Why there is none; null when the compiler says it.</param>
    /// <param name="culprit">The field that is the reason; null when it is the contract itself.</param>
    public static RawLayout? Find(INamedTypeSymbol contract, Scope? scope, out string? problem, out ISymbol? culprit)
    {
        RawLayouts layouts = new(contract, scope, new(SymbolEqualityComparer.Default));
        RawLayout? layout = layouts.OfContract();
        problem = layouts.Problem;
        culprit = layouts.Culprit;
        return layout;
    }

    private RawLayout? OfContract() => GeneratedLayouts.Find(_contract) ?? _contract switch
    {
        { TypeKind: not TypeKind.Struct } => Refuse("it is no struct, and only a struct is its memory. Declare it as a struct, or leave Layout out."),
        { Arity: > 0 } => Refuse("it is generic, and its layout would change with its type arguments. Declare a struct for each."),
        { IsUnmanagedType: false } => Refuse(FindManagedField(_contract)),
        _ => WhileOpen(_contract, () => OfStruct(_contract, _contract.Name)),
    };

    private RawLayout? OfStruct(INamedTypeSymbol type, string path)
    {
        (LayoutKind kind, int pack, int minimum) = StructDeclarations.Layout(type);
        if (kind == LayoutKind.Auto)
        {
            return Refuse($"'{path}' has LayoutKind.Auto: the runtime chooses its layout. Remove the attribute.");
        }

        if (StructDeclarations.HasHiddenFields(type))
        {
            return Refuse($"'{path}' has a primary constructor, whose parameters may become fields that nobody sees. Declare fields, or a record struct.");
        }

        List<(int Start, int End, string Path)> covered = [];
        List<RawCheckModel> checks = [];
        List<RawLayout.Gap> gaps = [];
        string text = "";
        int end = 0;
        int alignment = 1;
        foreach (ISymbol member in type.GetMembers())
        {
            if (member is not IFieldSymbol { IsStatic: false, IsConst: false } field)
            {
                continue;
            }

            string name = field.AssociatedSymbol?.Name ?? field.Name;
            if (SymbolEqualityComparer.Default.Equals(type, _contract))
            {
                Culprit = field.AssociatedSymbol ?? field;
            }

            if (OfField(field, $"{path}.{name}") is not { } part)
            {
                return null;
            }

            int aligned = pack > 0 ? Math.Min(part.Alignment, pack) : part.Alignment;
            int offset = kind == LayoutKind.Explicit ? StructDeclarations.Offset(field) : RoundUp(end, aligned);
            if (offset < 0 || (long)offset + part.Size > MaxSize)
            {
                // CS0625, or larger than the runtime loads.
                return Refuse($"'{path}' takes more than {Names.Literal(MaxSize)} bytes, or its fields have no offsets. Make it smaller.");
            }

            alignment = Math.Max(alignment, aligned);
            end = Math.Max(end, offset + part.Size);
            covered.Add((offset, offset + part.Size, name));
            text += $"{(text.Length == 0 ? "" : ",")}{part.Fields}@{Names.Literal(offset)}";
            foreach (RawCheckModel check in part.Checks)
            {
                checks.Add(check with { Offset = check.Offset + offset });
            }

            foreach (RawLayout.Gap gap in part.Gaps)
            {
                gaps.Add(gap with { After = gap.After.Length == 0 ? name : $"{name}.{gap.After}" });
            }
        }

        Culprit = null;

        // A size that is declared is not rounded up.
        int size = Math.Max(minimum > 0 ? Math.Max(end, minimum) : RoundUp(end, alignment), 1);
        RawLayout layout = new(size, alignment, $"{{{text}:{Names.Literal(size)}}}");
        layout.Checks.AddRange(checks);
        AddGaps(layout, covered);
        layout.Gaps.AddRange(gaps);
        return layout;
    }

    private RawLayout? WhileOpen(ITypeSymbol type, Func<RawLayout?> find)
    {
        _open.Add(type);
        RawLayout? layout = find();
        _open.Remove(type);
        return layout;
    }

    private RawLayout? OfField(IFieldSymbol field, string path)
    {
        if (field.IsFixedSizeBuffer && field.Type is IPointerTypeSymbol { PointedAtType: { } pointed })
        {
            return OfType(pointed, path)?.Times(field.FixedSize);
        }

        return OfType(field.Type, path);
    }

    private RawLayout? OfType(ITypeSymbol type, string path) => type switch
    {
        _ when _open.Contains(type) => Refuse(problem: null), // CS0523
        { TypeKind: TypeKind.Error } => Refuse(problem: null),
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } => Refuse($"'{path}' is a pointer, which means nothing to another process. Send what it points to."),
        { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr } => Refuse($"'{path}' is a native integer, whose size differs between machines. Use long or ulong."),
        INamedTypeSymbol { EnumUnderlyingType: { } underlying } => OfType(underlying, path),
        _ when OfBuiltIn(type, path) is { } builtIn => builtIn,
        INamedTypeSymbol named when IsRaw(named) => OfNested(named, path),
        INamedTypeSymbol text when InlineArrays.FindTextBuffer(text) is { } buffer => OfText(buffer, path),
        _ when InlineArrays.Find(type) is { } inline => WhileOpen(type, () => OfType(inline.Element, path))?.Times(inline.Length),
        { SpecialType: SpecialType.System_DateTime } => Refuse($"'{path}' is a DateTime, whose layout the runtime chooses. Use a long of its ticks."),
        _ when Names.Is(type, "System", "DateTimeOffset") => Refuse($"'{path}' is a DateTimeOffset, whose layout the runtime chooses. Use a long of its UTC ticks."),
        INamedTypeSymbol { Arity: > 0 } => Refuse($"'{path}' is of the generic type '{Names.Display(type)}', whose layout is not fixed. Use fields of their own, or a struct."),
        INamedTypeSymbol { TypeKind: TypeKind.Struct } own when SymbolEqualityComparer.Default.Equals(own.ContainingAssembly, _contract.ContainingAssembly) => WhileOpen(own, () => OfStruct(own, path)),
        _ => Refuse($"'{path}' is of the type '{Names.Display(type)}' of another assembly, which may change its layout. Copy its fields, or make it a raw contract there."),
    };

    private static RawLayout? OfBuiltIn(ITypeSymbol type, string path) => type.SpecialType switch
    {
        SpecialType.System_Boolean => Checked("Boolean", 1, 1, "NormalizeBoolean", path),
        SpecialType.System_SByte => new(1, 1, "SByte"),
        SpecialType.System_Byte => new(1, 1, "Byte"),
        SpecialType.System_Int16 => new(2, 2, "Int16"),
        SpecialType.System_UInt16 => new(2, 2, "UInt16"),
        SpecialType.System_Char => new(2, 2, "Char"),
        SpecialType.System_Int32 => new(4, 4, "Int32"),
        SpecialType.System_UInt32 => new(4, 4, "UInt32"),
        SpecialType.System_Single => new(4, 4, "Single"),
        SpecialType.System_Int64 => new(8, 8, "Int64"),
        SpecialType.System_UInt64 => new(8, 8, "UInt64"),
        SpecialType.System_Double => new(8, 8, "Double"),
        SpecialType.System_Decimal => Checked("Decimal", 16, 8, "IsDecimal", path),
        SpecialType.None when type.ContainingType is null && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } => type.Name switch
        {
            "Half" => new(2, 2, "Half"),
            "TimeSpan" => new(8, 8, "TimeSpan"),
            "Int128" => new(16, 16, "Int128"),
            "UInt128" => new(16, 16, "UInt128"),
            "Guid" => new(16, 4, "Guid"),
            "DateOnly" => Checked("DateOnly", 4, 4, "IsDateOnly", path),
            "TimeOnly" => Checked("TimeOnly", 8, 8, "IsTimeOnly", path),
            _ => null,
        },
        _ => null,
    };

    private static RawLayout Checked(string name, int size, int alignment, string method, string path)
    {
        RawLayout layout = new(size, alignment, name);
        layout.Checks.Add(new(Checks + method, 0, 1, 0, path));
        return layout;
    }

    private RawLayout? OfText(ITypeSymbol buffer, string path)
    {
        if (OfType(buffer, path) is not { } room)
        {
            return null;
        }

        if (_scope is not null && !_scope.CanName(buffer))
        {
            return Refuse($"'{path}' has a buffer that is not accessible to generated code, which checks the text. Make '{Names.Display(buffer)}' internal or public.");
        }

        int alignment = Math.Max(room.Alignment, 4);
        int offset = RoundUp(room.Size, 4);
        RawLayout layout = new(RoundUp(offset + 4, alignment), alignment, $"FixedUtf8<{room.Fields}>");
        layout.Checks.Add(new($"{Checks}IsText<{Names.Qualified(_contract)}, {Names.Qualified(buffer)}>", 0, 1, 0, path));
        AddGaps(layout, [(0, room.Size, ""), (offset, offset + 4, "")]);
        return layout;
    }

    /// <summary>A raw contract inside of another checks itself.</summary>
    private RawLayout? OfNested(INamedTypeSymbol contract, string path)
    {
        RawLayouts own = new(contract, scope: null, _open);
        if (own.OfContract() is not { } layout)
        {
            return Refuse(own.Problem is null ? null : $"'{path}' is of the raw contract '{Names.Display(contract)}', which has errors of its own.");
        }

        RawLayout nested = new(layout.Size, layout.Alignment, layout.Fields);
        if (layout.Checks.Count > 0)
        {
            string? formatter = _scope is null ? null : ContractLookup.FindFormatter(contract, _scope, out _);
            nested.Checks.Add(new($"{Checks}Normalize<{Names.Qualified(_contract)}, {formatter}, {Names.Qualified(contract)}>", 0, 1, 0, path));
        }

        return nested;
    }

    private static void AddGaps(RawLayout layout, List<(int Start, int End, string Path)> covered)
    {
        covered.Sort(static (left, right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : left.End.CompareTo(right.End));
        int end = 0;
        string last = "";
        foreach ((int start, int fieldEnd, string path) in covered)
        {
            if (start > end)
            {
                layout.Gaps.Add(new(start - end, last));
            }

            if (fieldEnd >= end)
            {
                (end, last) = (fieldEnd, path);
            }
        }

        if (layout.Size > end && covered.Count > 0)
        {
            layout.Gaps.Add(new(layout.Size - end, last));
        }
    }

    private RawLayout? Refuse(string? problem)
    {
        Problem = problem;
        return null;
    }

    private string? FindManagedField(INamedTypeSymbol type)
    {
        bool hasMissing = false;
        foreach (ISymbol member in type.GetMembers())
        {
            hasMissing |= member is IFieldSymbol { Type.TypeKind: TypeKind.Error };
            if (member is IFieldSymbol { IsStatic: false, Type: { IsUnmanagedType: false, TypeKind: not TypeKind.Error } } field)
            {
                Culprit = field.AssociatedSymbol ?? field;
                return $"'{type.Name}.{Culprit.Name}' is a reference, or holds one, and the memory of the receiver has no such object. Use values: FixedUtf8<TBuffer> for text, an inline array for lists.";
            }
        }

        return hasMissing ? null : "it holds references. Use values only.";
    }

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
