using System.Text;

namespace Supervisor.Tests.Fuzzing;

/// <summary>
/// One thing that takes input from outside: how to make inputs for it, what must hold of each, and how its outcome is worded so that it
/// can be compared with stock's. Shared by the tests and by the program under <c>benchmarks/fuzz</c>.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>The name on the command line, and of the corpus's folder.</summary>
    public abstract string Name { get; }

    /// <summary>Pieces that mean something to the grammar: a change by chance rarely makes one.</summary>
    public abstract IReadOnlyList<byte[]> Words { get; }

    /// <summary>Whether <c>stock_oracle.py</c> answers for this target, too.</summary>
    public virtual bool HasStock => true;

    /// <summary>How many bytes may be allocated for one of input, beside a constant.</summary>
    public virtual long AllocatedPerByte => 400;

    /// <summary>An input that follows the grammar, more or less.</summary>
    public abstract byte[] Generate(Random random);

    /// <summary>Brings an input into the form that both sides are asked; not every sequence of bytes is one.</summary>
    public virtual byte[] Normalise(byte[] input) => input;

    /// <summary>The outcome in words, as the oracle has them. Fails with <see cref="FuzzFailure"/> where a property does not hold, and anything else that comes out is a failure as well.</summary>
    public abstract string Check(byte[] input);

    /// <summary>Only what is measured: the call alone, whatever comes of it. Null where cost means nothing.</summary>
    public virtual Action? Call(byte[] input) => null;

    /// <summary>The rule that allows a difference from stock, or null: then it is a defect.</summary>
    public virtual string? Allowed(byte[] input, string stock, string ours) => null;

    protected static IReadOnlyList<byte[]> Bytes(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The bytes as UTF-8; what is none becomes U+FFFD.</summary>
    protected static byte[] AsUtf8(byte[] input) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(input));
}

/// <summary>A property does not hold.</summary>
internal sealed class FuzzFailure(string message) : Exception(message);
