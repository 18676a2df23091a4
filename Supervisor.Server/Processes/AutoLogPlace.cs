namespace Supervisor.Server.Processes;

/// <summary>Where AUTO logs are made now: <c>childlogdir</c> and <c>identifier</c>, which a reread may change.</summary>
internal readonly record struct AutoLogPlace(string Directory, string Identifier);
