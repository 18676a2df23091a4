namespace Supervisor.Server.Configuration;

/// <summary>One row of the <see cref="ChangeTable"/>: a property of an options record, the key it is written as, and what its change means.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Key">The key in the file.</param>
/// <param name="IsHard">Whether a running child has to be replaced when it changes.</param>
/// <param name="Value">What is compared.</param>
/// <param name="Text">The value as one would write it; null where it is not set.</param>
internal sealed record OptionRow<T>(string Property, string Key, bool IsHard, Func<T, object?> Value, Func<T, string?> Text)
{
    /// <summary>Values are never shown.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The difference of two records in this row; null where there is none.</summary>
    public ChangedKey? Between(T before, T after)
    {
        if (Equals(Value(before), Value(after)))
            return null;
        return IsSecret ? new(Key, null, null, IsHard) : new(Key, Text(before), Text(after), IsHard);
    }

    /// <summary>The same row, of what holds the record; nothing is shown where it holds none.</summary>
    public OptionRow<TOwner> In<TOwner>(Func<TOwner, T?> part, string prefix = "") => new(
        Property,
        prefix + Key,
        IsHard,
        owner => part(owner) is { } options ? Value(options) : null,
        owner => part(owner) is { } options ? Text(options) : null)
    {
        IsSecret = IsSecret,
    };
}
