namespace Supervisor.Tests.Server.Hosting;

/// <summary>What becomes of the fields of one class in a snapshot.</summary>
/// <param name="Record">What it is written down as; null for a class that may own nothing at that moment.</param>
/// <param name="Kept">Field to the record's member that keeps it.</param>
/// <param name="NotKept">Field to the reason why it is in no record.</param>
internal sealed record OwnedFields(Type? Record, Dictionary<string, string> Kept, Dictionary<string, string> NotKept);
