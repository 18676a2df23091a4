namespace Supervisor.Rpc.XmlRpc;

/// <summary>What <see cref="XmlScanner.Next"/> stopped at.</summary>
internal enum XmlToken
{
    Start,
    End,

    /// <summary>A piece of character data; several may follow each other.</summary>
    Text,
    EndOfDocument,
}
