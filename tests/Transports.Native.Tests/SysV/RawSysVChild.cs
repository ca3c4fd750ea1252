using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using TypedMq.Native;

namespace TypedMq.Tests.SysV;

/// <summary>What tests of the raw System V classes run in another process.</summary>
internal static class RawSysVChild
{
    public static void Run(string[] command)
    {
        switch (command)
        {
            case ["receive", var id]:
                Console.WriteLine("ready");
                SysVMq.FromId(Number(id)).Receive();
                break;
            case ["echo", var key]:
                SysVMq queue = SysVMq.Open(new(Number(key)));
                queue.Send(2, queue.Receive(1).Bytes);
                break;
            case ["without-permission"]:
                WithoutPermission();
                break;
            case ["peek"]:
                Peek();
                break;
            case ["supported"]:
                Console.WriteLine(SysVMq.IsSupported(out string? reason) ? "yes" : reason);
                break;
            case ["receive-despite-signals", var id]:
                ReceiveDespiteSignals(SysVMq.FromId(Number(id)));
                break;
            case ["count-locked", var set, var memory, var times]:
                CountLocked(SysVSemaphoreSet.FromId(Number(set)), SysVSharedMemory.FromId(Number(memory)), Number(times));
                break;
            case ["raise-bytes"]:
                RaiseBytes();
                break;
            case ["totals"]:
                Totals();
                break;
            case ["create-until-refused"]:
                CreateUntilRefused();
                break;
            case ["open", var key]:
                Say("open", () => SysVMq.Open(new(Number(key))));
                using (Removal removal = new(SysVMq.Create(new(Number(key)))))
                {
                    Console.WriteLine(removal.Queue.GetStatus().Messages);
                }

                break;
            case ["hold", var id, var undo]:
                SysVSemaphoreSet.FromId(Number(id)).Wait(0, undo: bool.Parse(undo));
                Console.WriteLine("taken");
                Console.ReadLine();
                break;
            case ["count-up", var id]:
                using (SysVMemoryAttachment memory = SysVSharedMemory.FromId(Number(id)).Attach())
                {
                    memory.Use(static bytes => bytes[0]++);
                    Console.WriteLine("done");
                    Console.ReadLine();
                }

                break;
            case ["attach", var id]:
                Say("read", () => SysVSharedMemory.FromId(Number(id)).AttachReadOnly().Dispose());
                Say("write", () => SysVSharedMemory.FromId(Number(id)).Attach().Dispose());
                break;
            default:
                throw new ArgumentException(string.Join(' ', command), nameof(command));
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Says what became of a call: 0, or its errno.</summary>
    private static void Say(string name, Action call)
    {
        try
        {
            call();
            Console.WriteLine($"{name} 0");
        }
        catch (MqSystemCallException error)
        {
            Console.WriteLine($"{name} {error.Errno}");
        }
    }

    private static void WithoutPermission()
    {
        using Removal nothing = new(SysVMq.Create(SysVKey.Private, UnixFileMode.None));
        Say("send", () => nothing.Queue.Send(1, [1], SysVMqFlags.NoWait));
        Say("receive", () => nothing.Queue.TryReceive(new byte[1], out _, out _));
        Say("peek", () => nothing.Queue.TryPeek(0, new byte[1], out _, out _));
        using Removal write = new(SysVMq.Create(SysVKey.Private, UnixFileMode.UserWrite));
        Say("send", () => write.Queue.Send(1, [1], SysVMqFlags.NoWait));
        Say("status", () => write.Queue.GetStatus());
        Say("permissions", () => write.Queue.SetPermissions(UnixFileMode.UserRead));
    }

    private static void ReceiveDespiteSignals(SysVMq queue)
    {
        const int SIGUSR1 = 10;
        int signals = 0;
        using PosixSignalRegistration handler = PosixSignalRegistration.Create((PosixSignal)SIGUSR1, context =>
        {
            context.Cancel = true;
            Interlocked.Increment(ref signals);
        });
        Console.WriteLine("ready");
        Console.WriteLine(queue.Receive().Bytes[0]);
        Console.WriteLine(Volatile.Read(ref signals) > 0);
    }

    private static void CountLocked(SysVSemaphoreSet set, SysVSharedMemory memory, int times)
    {
        using SysVMemoryAttachment attachment = memory.Attach();
        for (int i = 0; i < times; i++)
        {
            set.Wait(0, undo: true);
            try
            {
                attachment.Use(static bytes => BinaryPrimitives.WriteInt32LittleEndian(bytes, BinaryPrimitives.ReadInt32LittleEndian(bytes) + 1));
            }
            finally
            {
                set.Post(0, undo: true);
            }
        }
    }

    private static void Peek()
    {
        using Removal removal = new(SysVMq.Create(SysVKey.Private));
        removal.Queue.Send(1, [1]);
        MqSystemCallException error = Assert.Throws<MqSystemCallException>(() => removal.Queue.TryPeek(0, new byte[1], out _, out _));
        Console.WriteLine(error.Errno);
        Console.WriteLine(error.Message);
        Console.WriteLine(removal.Queue.GetStatus().Messages);
    }

    private static void RaiseBytes()
    {
        using Removal removal = new(SysVMq.Create(SysVKey.Private));
        int limit = SysVMq.GetLimits().MaxQueueBytes;
        Say("lower", () => removal.Queue.SetMaxBytes(10));
        Say("back", () => removal.Queue.SetMaxBytes(limit));
        Say("above", () => removal.Queue.SetMaxBytes(limit + 1));
        Console.WriteLine(removal.Queue.GetStatus().MaxBytes == limit);
    }

    /// <summary>In a namespace of its own, where nobody else moves the totals.</summary>
    private static void Totals()
    {
        SysVMqLimits before = SysVMq.GetLimits();
        using Removal removal = new(SysVMq.Create(SysVKey.Private));
        removal.Queue.Send(1, new byte[123]);
        SysVMqLimits after = SysVMq.GetLimits();
        Console.WriteLine($"{after.Queues - before.Queues} {after.Messages - before.Messages} {after.Bytes - before.Bytes}");
    }

    private static void CreateUntilRefused()
    {
        List<Removal> queues = [];
        try
        {
            while (true)
            {
                queues.Add(new(SysVMq.Create(SysVKey.Private)));
            }
        }
        catch (MqSystemCallException error)
        {
            Console.WriteLine($"{queues.Count} {error.Errno}");
            Console.WriteLine(error.Message);
        }

        queues.ForEach(static queue => queue.Dispose());
    }

    /// <summary>A queue that goes with the child, if it is not killed.</summary>
    private sealed record Removal(SysVMq Queue) : IDisposable
    {
        public void Dispose() => Queue.Remove();
    }
}
