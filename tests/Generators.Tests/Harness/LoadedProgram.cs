using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace TypedMq.Generators.Tests.Harness;

/// <summary>Compiled source, loaded to be run and unloaded again.</summary>
internal sealed class LoadedProgram : IDisposable
{
    /// <summary>What programs under test call to write and read a value.</summary>
    public const string Codec = """

        internal static class Codec
        {
            public static T RoundTrip<TFormatter, T>(T value) where TFormatter : struct, global::TypedMq.IMqFormatter<T>
            {
                byte[] buffer = new byte[4096];
                var writer = new global::TypedMq.MqWriter(buffer);
                TFormatter.Write(ref writer, in value);
                var reader = new global::TypedMq.MqReader(global::System.MemoryExtensions.AsSpan(buffer, 0, (int)writer.Length));
                T read = TFormatter.Read(ref reader);
                reader.End();
                reader.Rewind(0);
                TFormatter.ReadInto(ref reader, ref read);
                reader.End();
                return read;
            }
        }
        """;

    private readonly AssemblyLoadContext _context = new("program under test", isCollectible: true);
    private readonly List<Assembly> _assemblies = [];

    /// <summary>Loads projects, those that others reference first.</summary>
    public LoadedProgram(params GeneratorRun[] projects)
    {
        foreach (GeneratorRun project in projects)
        {
            using MemoryStream image = new(project.Emit());
            _assemblies.Add(_context.LoadFromStream(image));
        }
    }

    /// <summary>Calls <c>public static string Program.Run()</c> of the last project.</summary>
    public string Run()
    {
        MethodInfo run = _assemblies[^1].GetType("Program", throwOnError: true)!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!;
        try
        {
            return (string)run.Invoke(null, null)!;
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
            throw;
        }
    }

    public void Dispose() => _context.Unload();
}
