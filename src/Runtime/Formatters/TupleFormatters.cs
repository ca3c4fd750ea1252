namespace TypedMq.Formatters;

// A tuple is an array of its elements. From the eighth on they are in a tuple of their own, as System.ValueTuple has it (TRest).
// They are assigned one by one: as arguments of the constructor, the native compiler of .NET 9 (9.0.20) reads them in the wrong order where the
// code is shared between types, for example an int and then a string.

/// <summary>A tuple of one element as a MessagePack array of 1.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1> : IMqFormatter<ValueTuple<T1>>
    where TFormatter1 : struct, IMqFormatter<T1>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(1, TFormatter1.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1> value)
    {
        writer.WriteArrayHeader(1);
        TFormatter1.Write(ref writer, in value.Item1);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 1, "a tuple");
        return new(TFormatter1.Read(ref reader));
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1> value)
    {
        CollectionChecks.ReadHeader(ref reader, 1, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
    }
}

/// <summary>A tuple of two elements as a MessagePack array of 2.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2> : IMqFormatter<ValueTuple<T1, T2>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2> value)
    {
        writer.WriteArrayHeader(2);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 2, "a tuple");
        ValueTuple<T1, T2> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2> value)
    {
        CollectionChecks.ReadHeader(ref reader, 2, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
    }
}

/// <summary>A tuple of three elements as a MessagePack array of 3.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
/// <typeparam name="TFormatter3">The formatter of the third element.</typeparam>
/// <typeparam name="T3">The type of the third element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2, TFormatter3, T3> : IMqFormatter<ValueTuple<T1, T2, T3>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
    where TFormatter3 : struct, IMqFormatter<T3>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize), TFormatter3.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2, T3> value)
    {
        writer.WriteArrayHeader(3);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
        TFormatter3.Write(ref writer, in value.Item3);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 3, "a tuple");
        ValueTuple<T1, T2, T3> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        value.Item3 = TFormatter3.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2, T3> value)
    {
        CollectionChecks.ReadHeader(ref reader, 3, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
        TFormatter3.ReadInto(ref reader, ref value.Item3);
    }
}

/// <summary>A tuple of four elements as a MessagePack array of 4.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
/// <typeparam name="TFormatter3">The formatter of the third element.</typeparam>
/// <typeparam name="T3">The type of the third element.</typeparam>
/// <typeparam name="TFormatter4">The formatter of the fourth element.</typeparam>
/// <typeparam name="T4">The type of the fourth element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2, TFormatter3, T3, TFormatter4, T4> : IMqFormatter<ValueTuple<T1, T2, T3, T4>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
    where TFormatter3 : struct, IMqFormatter<T3>
    where TFormatter4 : struct, IMqFormatter<T4>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize), TFormatter3.MaxSize), TFormatter4.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2, T3, T4> value)
    {
        writer.WriteArrayHeader(4);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
        TFormatter3.Write(ref writer, in value.Item3);
        TFormatter4.Write(ref writer, in value.Item4);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 4, "a tuple");
        ValueTuple<T1, T2, T3, T4> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        value.Item3 = TFormatter3.Read(ref reader);
        value.Item4 = TFormatter4.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2, T3, T4> value)
    {
        CollectionChecks.ReadHeader(ref reader, 4, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
        TFormatter3.ReadInto(ref reader, ref value.Item3);
        TFormatter4.ReadInto(ref reader, ref value.Item4);
    }
}

/// <summary>A tuple of five elements as a MessagePack array of 5.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
/// <typeparam name="TFormatter3">The formatter of the third element.</typeparam>
/// <typeparam name="T3">The type of the third element.</typeparam>
/// <typeparam name="TFormatter4">The formatter of the fourth element.</typeparam>
/// <typeparam name="T4">The type of the fourth element.</typeparam>
/// <typeparam name="TFormatter5">The formatter of the fifth element.</typeparam>
/// <typeparam name="T5">The type of the fifth element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2, TFormatter3, T3, TFormatter4, T4, TFormatter5, T5> : IMqFormatter<ValueTuple<T1, T2, T3, T4, T5>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
    where TFormatter3 : struct, IMqFormatter<T3>
    where TFormatter4 : struct, IMqFormatter<T4>
    where TFormatter5 : struct, IMqFormatter<T5>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize), TFormatter3.MaxSize), TFormatter4.MaxSize), TFormatter5.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2, T3, T4, T5> value)
    {
        writer.WriteArrayHeader(5);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
        TFormatter3.Write(ref writer, in value.Item3);
        TFormatter4.Write(ref writer, in value.Item4);
        TFormatter5.Write(ref writer, in value.Item5);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4, T5> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 5, "a tuple");
        ValueTuple<T1, T2, T3, T4, T5> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        value.Item3 = TFormatter3.Read(ref reader);
        value.Item4 = TFormatter4.Read(ref reader);
        value.Item5 = TFormatter5.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2, T3, T4, T5> value)
    {
        CollectionChecks.ReadHeader(ref reader, 5, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
        TFormatter3.ReadInto(ref reader, ref value.Item3);
        TFormatter4.ReadInto(ref reader, ref value.Item4);
        TFormatter5.ReadInto(ref reader, ref value.Item5);
    }
}

/// <summary>A tuple of six elements as a MessagePack array of 6.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
/// <typeparam name="TFormatter3">The formatter of the third element.</typeparam>
/// <typeparam name="T3">The type of the third element.</typeparam>
/// <typeparam name="TFormatter4">The formatter of the fourth element.</typeparam>
/// <typeparam name="T4">The type of the fourth element.</typeparam>
/// <typeparam name="TFormatter5">The formatter of the fifth element.</typeparam>
/// <typeparam name="T5">The type of the fifth element.</typeparam>
/// <typeparam name="TFormatter6">The formatter of the sixth element.</typeparam>
/// <typeparam name="T6">The type of the sixth element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2, TFormatter3, T3, TFormatter4, T4, TFormatter5, T5, TFormatter6, T6> : IMqFormatter<ValueTuple<T1, T2, T3, T4, T5, T6>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
    where TFormatter3 : struct, IMqFormatter<T3>
    where TFormatter4 : struct, IMqFormatter<T4>
    where TFormatter5 : struct, IMqFormatter<T5>
    where TFormatter6 : struct, IMqFormatter<T6>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize), TFormatter3.MaxSize), TFormatter4.MaxSize), TFormatter5.MaxSize), TFormatter6.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        writer.WriteArrayHeader(6);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
        TFormatter3.Write(ref writer, in value.Item3);
        TFormatter4.Write(ref writer, in value.Item4);
        TFormatter5.Write(ref writer, in value.Item5);
        TFormatter6.Write(ref writer, in value.Item6);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4, T5, T6> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 6, "a tuple");
        ValueTuple<T1, T2, T3, T4, T5, T6> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        value.Item3 = TFormatter3.Read(ref reader);
        value.Item4 = TFormatter4.Read(ref reader);
        value.Item5 = TFormatter5.Read(ref reader);
        value.Item6 = TFormatter6.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        CollectionChecks.ReadHeader(ref reader, 6, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
        TFormatter3.ReadInto(ref reader, ref value.Item3);
        TFormatter4.ReadInto(ref reader, ref value.Item4);
        TFormatter5.ReadInto(ref reader, ref value.Item5);
        TFormatter6.ReadInto(ref reader, ref value.Item6);
    }
}

/// <summary>A tuple of seven elements as a MessagePack array of 7.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
/// <typeparam name="TFormatter3">The formatter of the third element.</typeparam>
/// <typeparam name="T3">The type of the third element.</typeparam>
/// <typeparam name="TFormatter4">The formatter of the fourth element.</typeparam>
/// <typeparam name="T4">The type of the fourth element.</typeparam>
/// <typeparam name="TFormatter5">The formatter of the fifth element.</typeparam>
/// <typeparam name="T5">The type of the fifth element.</typeparam>
/// <typeparam name="TFormatter6">The formatter of the sixth element.</typeparam>
/// <typeparam name="T6">The type of the sixth element.</typeparam>
/// <typeparam name="TFormatter7">The formatter of the seventh element.</typeparam>
/// <typeparam name="T7">The type of the seventh element.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2, TFormatter3, T3, TFormatter4, T4, TFormatter5, T5, TFormatter6, T6, TFormatter7, T7> : IMqFormatter<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
    where TFormatter3 : struct, IMqFormatter<T3>
    where TFormatter4 : struct, IMqFormatter<T4>
    where TFormatter5 : struct, IMqFormatter<T5>
    where TFormatter6 : struct, IMqFormatter<T6>
    where TFormatter7 : struct, IMqFormatter<T7>
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize), TFormatter3.MaxSize), TFormatter4.MaxSize), TFormatter5.MaxSize), TFormatter6.MaxSize), TFormatter7.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        writer.WriteArrayHeader(7);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
        TFormatter3.Write(ref writer, in value.Item3);
        TFormatter4.Write(ref writer, in value.Item4);
        TFormatter5.Write(ref writer, in value.Item5);
        TFormatter6.Write(ref writer, in value.Item6);
        TFormatter7.Write(ref writer, in value.Item7);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4, T5, T6, T7> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 7, "a tuple");
        ValueTuple<T1, T2, T3, T4, T5, T6, T7> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        value.Item3 = TFormatter3.Read(ref reader);
        value.Item4 = TFormatter4.Read(ref reader);
        value.Item5 = TFormatter5.Read(ref reader);
        value.Item6 = TFormatter6.Read(ref reader);
        value.Item7 = TFormatter7.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        CollectionChecks.ReadHeader(ref reader, 7, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
        TFormatter3.ReadInto(ref reader, ref value.Item3);
        TFormatter4.ReadInto(ref reader, ref value.Item4);
        TFormatter5.ReadInto(ref reader, ref value.Item5);
        TFormatter6.ReadInto(ref reader, ref value.Item6);
        TFormatter7.ReadInto(ref reader, ref value.Item7);
    }
}

/// <summary>A tuple of eight elements and more as a MessagePack array of 8; the last is an array of the rest.</summary>
/// <typeparam name="TFormatter1">The formatter of the first element.</typeparam>
/// <typeparam name="T1">The type of the first element.</typeparam>
/// <typeparam name="TFormatter2">The formatter of the second element.</typeparam>
/// <typeparam name="T2">The type of the second element.</typeparam>
/// <typeparam name="TFormatter3">The formatter of the third element.</typeparam>
/// <typeparam name="T3">The type of the third element.</typeparam>
/// <typeparam name="TFormatter4">The formatter of the fourth element.</typeparam>
/// <typeparam name="T4">The type of the fourth element.</typeparam>
/// <typeparam name="TFormatter5">The formatter of the fifth element.</typeparam>
/// <typeparam name="T5">The type of the fifth element.</typeparam>
/// <typeparam name="TFormatter6">The formatter of the sixth element.</typeparam>
/// <typeparam name="T6">The type of the sixth element.</typeparam>
/// <typeparam name="TFormatter7">The formatter of the seventh element.</typeparam>
/// <typeparam name="T7">The type of the seventh element.</typeparam>
/// <typeparam name="TRestFormatter">The formatter of the tuple of the elements from the eighth on.</typeparam>
/// <typeparam name="TRest">The type of that tuple.</typeparam>
public readonly struct ValueTupleFormatter<TFormatter1, T1, TFormatter2, T2, TFormatter3, T3, TFormatter4, T4, TFormatter5, T5, TFormatter6, T6, TFormatter7, T7, TRestFormatter, TRest> : IMqFormatter<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TFormatter1 : struct, IMqFormatter<T1>
    where TFormatter2 : struct, IMqFormatter<T2>
    where TFormatter3 : struct, IMqFormatter<T3>
    where TFormatter4 : struct, IMqFormatter<T4>
    where TFormatter5 : struct, IMqFormatter<T5>
    where TFormatter6 : struct, IMqFormatter<T6>
    where TFormatter7 : struct, IMqFormatter<T7>
    where TRestFormatter : struct, IMqFormatter<TRest>
    where TRest : struct
{
    /// <inheritdoc/>
    public static int MaxSize => MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(MqSize.Add(1, TFormatter1.MaxSize), TFormatter2.MaxSize), TFormatter3.MaxSize), TFormatter4.MaxSize), TFormatter5.MaxSize), TFormatter6.MaxSize), TFormatter7.MaxSize), TRestFormatter.MaxSize);

    /// <inheritdoc/>
    public static void Write(ref MqWriter writer, in ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        writer.WriteArrayHeader(8);
        TFormatter1.Write(ref writer, in value.Item1);
        TFormatter2.Write(ref writer, in value.Item2);
        TFormatter3.Write(ref writer, in value.Item3);
        TFormatter4.Write(ref writer, in value.Item4);
        TFormatter5.Write(ref writer, in value.Item5);
        TFormatter6.Write(ref writer, in value.Item6);
        TFormatter7.Write(ref writer, in value.Item7);
        TRestFormatter.Write(ref writer, in value.Rest);
    }

    /// <inheritdoc/>
    public static ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Read(ref MqReader reader)
    {
        CollectionChecks.ReadHeader(ref reader, 8, "a tuple");
        ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value = default;
        value.Item1 = TFormatter1.Read(ref reader);
        value.Item2 = TFormatter2.Read(ref reader);
        value.Item3 = TFormatter3.Read(ref reader);
        value.Item4 = TFormatter4.Read(ref reader);
        value.Item5 = TFormatter5.Read(ref reader);
        value.Item6 = TFormatter6.Read(ref reader);
        value.Item7 = TFormatter7.Read(ref reader);
        value.Rest = TRestFormatter.Read(ref reader);
        return value;
    }

    /// <inheritdoc/>
    public static void ReadInto(ref MqReader reader, ref ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value)
    {
        CollectionChecks.ReadHeader(ref reader, 8, "a tuple");
        TFormatter1.ReadInto(ref reader, ref value.Item1);
        TFormatter2.ReadInto(ref reader, ref value.Item2);
        TFormatter3.ReadInto(ref reader, ref value.Item3);
        TFormatter4.ReadInto(ref reader, ref value.Item4);
        TFormatter5.ReadInto(ref reader, ref value.Item5);
        TFormatter6.ReadInto(ref reader, ref value.Item6);
        TFormatter7.ReadInto(ref reader, ref value.Item7);
        TRestFormatter.ReadInto(ref reader, ref value.Rest);
    }
}
