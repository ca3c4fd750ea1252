namespace OrderDesk;

/// <summary>The orders of imaginary customers. Some are made to fail.</summary>
internal static class OrderFlow
{
    /// <summary>What is suspended from trading: orders for it fail until somebody resumes it.</summary>
    public const string Suspended = "HALT";

    /// <summary>More than that at once is never executed.</summary>
    public const int LargestQuantity = 10_000;

    private static readonly string[] Symbols = ["ACME", "EMCA", "CAME", "MACE"];

    /// <summary>An order.</summary>
    /// <param name="id">Its number.</param>
    public static Order Make(long id) => (id % 1000) switch
    {
        200 or 700 => new(id, Suspended, 100),
        450 => new(id, "ACME", LargestQuantity * 5),
        _ => new(id, Symbols[id % Symbols.Length], (int)(id % 100) + 1),
    };

    /// <summary>Whether the exchange is too busy for an order, on the first attempts.</summary>
    /// <param name="id">The number of the order.</param>
    /// <param name="attempt">Which attempt it is, from 1.</param>
    public static bool IsRefusedAtFirst(long id, int attempt) => id % 50 == 25 && attempt < 3;
}
