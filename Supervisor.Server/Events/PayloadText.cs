using System.Text;
using System.Text.Unicode;
using Supervisor.Server.Python;

namespace Supervisor.Server.Events;

/// <summary>Children's bytes as text, worded as stock words them in payloads and log lines.</summary>
internal static class PayloadText
{
    /// <summary>The bytes as UTF-8, or <c>Undecodable: b'…'</c> where they are not.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : $"Undecodable: {PythonText.Repr(bytes)}";
}
