namespace Supervisor.Tests.Support;

/// <summary>Stands for the value of an answer that no XML parser takes: stock sends such ones.</summary>
internal sealed record MalformedXml(string Reason);
