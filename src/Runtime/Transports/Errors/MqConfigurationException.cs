namespace TypedMq;

/// <summary>An option has a value that cannot be used. Nothing was created.</summary>
public sealed class MqConfigurationException(string key, string? value, string remedy)
    : MqException($"{key} = {(value is null ? "(not set)" : $"'{value}'")} cannot be used. {remedy}")
{
    /// <summary>The option, for example <c>Channels:orders:Capacity</c>.</summary>
    public string Key { get; } = key;

    /// <summary>The value that cannot be used; null when the option is not set.</summary>
    public string? Value { get; } = value;
}
