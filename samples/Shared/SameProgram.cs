using System.Diagnostics;
using System.Reflection;

namespace Samples;

/// <summary>How a supervisor starts its roles: the same program again, with other arguments.</summary>
public static class SameProgram
{
    /// <summary>How to start it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The program and its arguments.</returns>
    public static ProcessStartInfo With(params ReadOnlySpan<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        ProcessStartInfo start = new(program) { UseShellExecute = false };

        // Started as "dotnet HostWatch.dll", this program is dotnet.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetEntryAssembly()!.Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
