using System.Runtime.InteropServices;

namespace TypedMq.Tests.Support;

/// <summary>Puts this thread, for good, into a sandbox that refuses one system call: seccomp(2), mode filter.</summary>
internal static unsafe partial class SystemCallFilter
{
    private const int SetNoNewPrivileges = 38, SetSeccomp = 22, ModeFilter = 2;
    private const ushort Load = 0x20, JumpIfEqual = 0x15, Return = 0x06;
    private const uint Allow = 0x7FFF0000, Fail = 0x00050000;

    // struct seccomp_data: the number of the call at 0, its arguments of 8 bytes from 16 on.
    private const uint NumberOffset = 0, FirstArgumentOffset = 16;

    /// <param name="number">Its number.</param>
    /// <param name="firstArgument">Only with this as its first argument; null for any.</param>
    /// <param name="errno">How it fails from now on.</param>
    public static void Refuse(uint number, uint? firstArgument, int errno)
    {
        Instruction* program = stackalloc Instruction[]
        {
            new(Load, 0, 0, NumberOffset),
            new(JumpIfEqual, 0, 3, number),
            new(Load, 0, 0, firstArgument is null ? NumberOffset : FirstArgumentOffset),
            new(JumpIfEqual, 0, 1, firstArgument ?? number),
            new(Return, 0, 0, Fail | (uint)errno),
            new(Return, 0, 0, Allow),
        };
        Program description = new() { Length = 6, Instructions = program };
        if (Control(SetNoNewPrivileges, 1, 0, 0, 0) != 0 || Control(SetSeccomp, ModeFilter, (nint)(&description), 0, 0) != 0)
        {
            throw new InvalidOperationException("This kernel has no system call filters.");
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint second, nint third, nint fourth, nint fifth);

    /// <summary><c>struct sock_filter</c>.</summary>
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary><c>struct sock_fprog</c>.</summary>
    private struct Program
    {
        public ushort Length;
        public Instruction* Instructions;
    }
}
