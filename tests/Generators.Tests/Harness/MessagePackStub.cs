using Microsoft.CodeAnalysis;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>An assembly with the annotations of MessagePack-CSharp, as that library declares them: they are known by name.</summary>
internal static class MessagePackStub
{
    private const string Source = """
        using System;
        namespace MessagePack
        {
            [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = true)]
            public class MessagePackObjectAttribute : Attribute
            {
                public MessagePackObjectAttribute(bool keyAsPropertyName = false) => KeyAsPropertyName = keyAsPropertyName;
                public bool KeyAsPropertyName { get; }
                public bool SuppressSourceGeneration { get; set; }
                public bool AllowPrivate { get; set; }
            }

            [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false, Inherited = true)]
            public class KeyAttribute : Attribute
            {
                public KeyAttribute(int x) { }
                public KeyAttribute(string x) { }
            }

            [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field, AllowMultiple = false, Inherited = true)]
            public class IgnoreMemberAttribute : Attribute { }

            [AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
            public class UnionAttribute : Attribute
            {
                public UnionAttribute(int key, Type subType) { }
                public UnionAttribute(int key, string subType) { }
            }

            [AttributeUsage(AttributeTargets.Constructor, AllowMultiple = false, Inherited = true)]
            public class SerializationConstructorAttribute : Attribute { }

            [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.ReturnValue)]
            public class MessagePackFormatterAttribute : Attribute
            {
                public MessagePackFormatterAttribute(Type formatterType, params object[] arguments) { }
            }

            public interface IMessagePackSerializationCallbackReceiver
            {
                void OnBeforeSerialize();
                void OnAfterDeserialize();
            }
        }

        namespace MessagePack.Formatters
        {
            public sealed class UriFormatter { }
        }
        """;

    public static MetadataReference Reference { get; } = GeneratorHarness.Run(GeneratorHarness.Compile(new() { AssemblyName = "MessagePack.Annotations", Nullable = NullableContextOptions.Disable }, Source)).ToReference();

    /// <summary>A project that references it.</summary>
    public static ProjectSettings Referenced { get; } = new() { References = [Reference] };
}
