using System.Collections;
using System.Reflection;

namespace Supervisor.Tests.Support;

/// <summary>Whether two trees of records are the same down to the last value; what differs is named by its way from the root.</summary>
internal static class SameData
{
    public static IReadOnlyList<string> Differences(object? expected, object? actual)
    {
        var found = new List<string>();
        Compare("", expected, actual, found);
        return found;
    }

    private static void Compare(string at, object? expected, object? actual, List<string> found)
    {
        if (expected is null || actual is null)
            Note(expected is null && actual is null, at, expected, actual, found);
        else if (expected is ReadOnlyMemory<byte> bytes)
            Note(bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)actual).Span), at, bytes, actual, found);
        else if (expected is string or IFormattable or bool)
            Note(expected.Equals(actual), at, expected, actual, found);
        else if (expected is IEnumerable items)
            Compare(at, [.. items.Cast<object?>()], [.. ((IEnumerable)actual).Cast<object?>()], found);
        else
            CompareMembers(at, expected, actual, found);
    }

    private static void Compare(string at, object?[] expected, object?[] actual, List<string> found)
    {
        Note(expected.Length == actual.Length, $"{at}.Count", expected.Length, actual.Length, found);
        foreach (var (index, (left, right)) in expected.Zip(actual).Index())
            Compare($"{at}[{index}]", left, right, found);
    }

    private static void CompareMembers(string at, object expected, object actual, List<string> found)
    {
        Note(expected.GetType() == actual.GetType(), at, expected.GetType(), actual.GetType(), found);
        if (expected.GetType() != actual.GetType())
            return;
        foreach (var member in expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            Compare($"{at}.{member.Name}", member.GetValue(expected), member.GetValue(actual), found);
    }

    private static void Note(bool isSame, string at, object? expected, object? actual, List<string> found)
    {
        if (!isSame)
            found.Add($"{at}: {expected ?? "null"} became {actual ?? "null"}");
    }
}
