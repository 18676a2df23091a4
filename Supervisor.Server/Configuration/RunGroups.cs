namespace Supervisor.Server.Configuration;

/// <summary>The groups of a program that are not those of its user.</summary>
/// <param name="Primary">In the place of the user's own group; null for that one.</param>
/// <param name="Further">Besides the groups that the user is a member of.</param>
internal sealed record RunGroups(int? Primary, EquatableList<int> Further);
