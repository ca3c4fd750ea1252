using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedMq.Generators.Diagnostics;
using TypedMq.Generators.Model;

namespace TypedMq.Generators.Parsing;

/// <summary>Turns an annotated type into its model. Symbols end here.</summary>
internal static class ContractParser
{
    public static ParseResult<ContractModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken) =>
        Parse((INamedTypeSymbol)context.TargetSymbol, context.SemanticModel.Compilation, new(), cancellationToken);

    /// <summary>Parses a type that the annotations of MessagePack-CSharp make a contract; null when they do not, or when it is parsed as another kind of contract.</summary>
    public static ParseResult<ContractModel>? ParseMessagePack(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.TargetSymbol;
        bool isOther = Names.Attribute(type, "MqContractAttribute") is not null || !Names.Is(context.Attributes[0].AttributeClass, "MessagePack", MessagePackAnnotations.NameFor(type));
        return isOther || !MessagePackAnnotations.AreAdopted(type) ? null : Parse(context, cancellationToken);
    }

    /// <summary>Parses a contract, whatever makes it one.</summary>
    public static ParseResult<ContractModel> Parse(INamedTypeSymbol type, Compilation compilation, DiagnosticList diagnostics, CancellationToken cancellationToken)
    {
        Scope scope = Scope.Of(type, compilation);
        if (!scope.IsInside)
        {
            Nesting.Report(type, compilation, diagnostics);
        }

        if (!scope.IsInside && !ContractLookup.IsAccessible(type, out INamedTypeSymbol? hidden))
        {
            if (!diagnostics.HasErrors)
            {
                diagnostics.Add(Descriptors.NotAccessible, Places.Identifier(type), Names.Display(type), Names.Display(hidden), Accessibility(hidden));
            }

            return new(null, diagnostics.ToArray());
        }

        if (ContractLookup.FindObjection(type, compilation) is { } objection)
        {
            diagnostics.Add(Descriptors.CannotBeContract, Places.Identifier(type), Names.Display(type), objection);
            return new(null, diagnostics.ToArray());
        }

        if (diagnostics.HasErrors)
        {
            return new(CreateModel(type, default, default, null, scope, hasErrors: true), diagnostics.ToArray());
        }

        if (RawLayouts.IsRaw(type))
        {
            RawModel? raw = RawParser.Parse(type, scope, diagnostics);
            return new(CreateModel(type, default, default, null, scope, diagnostics.HasErrors) with { Raw = raw }, diagnostics.ToArray());
        }

        TypeClassifier classifier = new(scope, diagnostics, type);
        List<KeyedMember> members = type.TypeKind == TypeKind.Interface ? [] : KeyCollector.Collect(type, compilation, diagnostics);
        cancellationToken.ThrowIfCancellationRequested();
        if (!CheckMessagePack(type, members, compilation, diagnostics))
        {
            return new(CreateModel(type, default, default, null, scope, hasErrors: true), diagnostics.ToArray());
        }

        ZeroAllocation.Check(type, members, compilation, diagnostics);
        if (UnionCases.IsUnion(type))
        {
            EquatableArray<UnionCaseModel> cases = UnionCases.Parse(type, classifier, compilation, diagnostics);
            return Finish(CreateModel(type, default, cases, null, scope, diagnostics.HasErrors), type, diagnostics);
        }

        UnionCases.ReportOnConcrete(type, diagnostics);
        ConstructorChoice? choice = new ConstructorSelector(type, members, scope, diagnostics).Select();
        EquatableArray<MemberModel> models = ModelMembers(type, members, choice, classifier, scope, diagnostics);
        return Finish(CreateModel(type, models, default, choice, scope, diagnostics.HasErrors), type, diagnostics);
    }

    private static ParseResult<ContractModel> Finish(ContractModel model, INamedTypeSymbol type, DiagnosticList diagnostics)
    {
        if (model.IsRecursive)
        {
            diagnostics.Add(Descriptors.Recursive, Places.Identifier(type), Names.Display(type));
        }

        return new(model, diagnostics.ToArray());
    }

    private static ContractModel CreateModel(
        INamedTypeSymbol type,
        EquatableArray<MemberModel> members,
        EquatableArray<UnionCaseModel> cases,
        ConstructorChoice? choice,
        Scope scope,
        bool hasErrors) => new()
        {
            Namespace = scope.IsInside ? Names.Namespace(type) : Names.GeneratedNamespace(type),
            Containers = scope.IsInside ? Nesting.Containers(type) : default,
            IsListed = ContractLookup.IsDeclared(type) && ContractLookup.IsAccessible(type, out _),
            FormatterName = scope.IsInside ? Nesting.FormatterName : Names.Formatter(type),
            Formatter = ContractLookup.FormatterOf(type, scope.IsInside),
            TypeName = Names.Qualified(type),
            TypeParameters = TypeParameters.Model(type),
            ContractName = type.Name,
            HintName = Names.Hint(type),
            IsPublic = ContractLookup.IsDeclared(type) && ContractLookup.IsPublic(type),
            IsValueType = type.IsValueType,
            IsSealed = type.IsSealed,
            IsMap = members.Count > 0 && members[0].Text is not null,
            IsRecursive = !hasErrors && ContractGraph.IsRecursive(type, scope.Compilation),
            IsStub = hasErrors,
            Construction = hasErrors || choice is null ? ConstructionKind.New : KindOf(type, choice.Constructor, scope),
            Arguments = hasErrors || choice is null ? default : ModelArguments(choice),
            Members = hasErrors ? default : members,
            Cases = hasErrors ? default : cases,
            UnknownCaseIsNull = Names.Attribute(type, "MqContractAttribute") is { } attribute && Names.IsSet(attribute, "UnknownCaseIsNull"),
        };

    /// <summary>Checks what the annotations of MessagePack-CSharp say. False when that has no counterpart: what else is wrong would only say so again.</summary>
    private static bool CheckMessagePack(INamedTypeSymbol type, List<KeyedMember> members, Compilation compilation, DiagnosticList diagnostics)
    {
        if (ContractLookup.ReadsMessagePack(type))
        {
            return ContractLookup.FindAdoption(type, compilation) is { Members.Length: > 0 } || new MessagePackRules(type, compilation, diagnostics).Check(members);
        }

        if (MessagePackAnnotations.FindObject(type) is not null && !diagnostics.HasErrors)
        {
            MessagePackMembers.ReportDisagreement(type, members, diagnostics);
        }

        return true;
    }

    private static EquatableArray<MemberModel> ModelMembers(
        INamedTypeSymbol type,
        List<KeyedMember> members,
        ConstructorChoice? choice,
        TypeClassifier classifier,
        Scope scope,
        DiagnosticList diagnostics)
    {
        Locals locals = new("reader", "count", "i", "result", "start", "key", "existing", "origin");
        List<MemberModel> models = [];
        foreach (KeyedMember member in members)
        {
            bool isHidden = IsHidden(member.Symbol, type);
            string limitName = $"LimitOf{member.Symbol.Name}{(isHidden ? Names.Literal(member.Key) : "")}";
            if (classifier.Classify(member, MemberOptions.Of(member), limitName) is not { } model)
            {
                continue;
            }

            bool isArgument = choice is not null && choice.Uses(member);
            if (model.IsNonNullableReference && choice is not null && !isArgument && !member.IsRequired && IsLeftNull(member))
            {
                diagnostics.Add(Descriptors.AbsentLeavesNull, Places.Identifier(member.Symbol), Names.Display(type), member.Symbol.Name);
            }

            IPropertySymbol? property = member.Symbol as IPropertySymbol;
            models.Add(new()
            {
                Key = member.Key,
                Text = member.Text,
                Name = member.Symbol.Name,
                Identifier = Names.Escape(member.Symbol.Name),
                Local = locals.Take(member.Symbol.Name),
                HasLocal = locals.Take($"has{member.Symbol.Name.TrimStart('_')}"),
                Type = model,
                IsField = property is null,
                IsRequired = member.IsRequired,
                IsArgument = isArgument,
                ArgumentDefault = isArgument ? DefaultOf(member, choice!) : "default",
                NeedsGetAccessor = Setters.NeedsGetAccessor(member, scope),
                NeedsSetAccessor = !isArgument && Setters.NeedsSetAccessor(member, scope),
                IsOverwritable = Overwriting.CanBeSetAgain(member, choice),
                GetterType = Names.Qualified(property is null ? member.Symbol.ContainingType : Setters.FindGetter(property).ContainingType),
                SetterType = Names.Qualified(property is null ? member.Symbol.ContainingType : (Setters.Find(property) ?? Setters.FindGetter(property)).ContainingType),
                IsHidden = isHidden,
            });
        }

        return new(models);
    }

    private static EquatableArray<ArgumentModel> ModelArguments(ConstructorChoice choice)
    {
        List<ArgumentModel> arguments = [];
        for (int i = 0; i < choice.Arguments.Length; i++)
        {
            IParameterSymbol parameter = choice.Constructor.Parameters[i];
            string modifier = parameter.RefKind == RefKind.In ? "in " : "";
            arguments.Add(new(modifier + Names.Annotated(parameter.Type), choice.Arguments[i]?.Key ?? -1, Literals.DefaultOf(parameter)));
        }

        return new(arguments);
    }

    private static string DefaultOf(KeyedMember member, ConstructorChoice choice) =>
        Literals.DefaultOf(choice.Constructor.Parameters[Array.IndexOf(choice.Arguments, member)]);

    private static ConstructionKind KindOf(INamedTypeSymbol type, IMethodSymbol constructor, Scope scope)
    {
        bool insists = HasRequiredMembers(type) && !SetsRequiredMembers(constructor);
        return type.IsValueType && constructor.IsImplicitlyDeclared && insists
            ? ConstructionKind.Default
            : insists || !Setters.CanBeNamed(constructor, scope) ? ConstructionKind.Accessor : ConstructionKind.New;
    }

    private static bool HasRequiredMembers(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType)
        {
            foreach (ISymbol member in level.GetMembers())
            {
                if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool SetsRequiredMembers(IMethodSymbol constructor)
    {
        foreach (AttributeData attribute in constructor.GetAttributes())
        {
            if (Names.Is(attribute.AttributeClass, "System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether construction leaves a member null for certain: it has no initialiser, and no constructor has a body that could set it.</summary>
    private static bool IsLeftNull(KeyedMember member)
    {
        foreach (IMethodSymbol constructor in member.Symbol.ContainingType.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences is [{ } declaration, ..] && declaration.GetSyntax() is ConstructorDeclarationSyntax)
            {
                return false;
            }
        }

        return member.Symbol.DeclaringSyntaxReferences is [{ } reference, ..] && reference.GetSyntax() switch
        {
            PropertyDeclarationSyntax { Initializer: null, AccessorList: { } accessors } => HasNoBody(accessors),
            VariableDeclaratorSyntax { Initializer: null } => true,
            _ => false,
        };
    }

    private static bool HasNoBody(AccessorListSyntax accessors)
    {
        foreach (AccessorDeclarationSyntax accessor in accessors.Accessors)
        {
            if (accessor.Body is not null || accessor.ExpressionBody is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHidden(ISymbol member, INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null && !SymbolEqualityComparer.Default.Equals(level, member.ContainingType); level = level.BaseType)
        {
            if (!level.GetMembers(member.Name).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    private static string Accessibility(INamedTypeSymbol type) => type.DeclaredAccessibility switch
    {
        Microsoft.CodeAnalysis.Accessibility.Private => "private",
        Microsoft.CodeAnalysis.Accessibility.Protected => "protected",
        _ => "private protected",
    };
}
