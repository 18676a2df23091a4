namespace Supervisor.Server.Processes;

/// <summary>Whose output a channel carries, as events and lines of the main log name it.</summary>
/// <param name="Channel"><c>stdout</c> or <c>stderr</c>.</param>
internal readonly record struct ChannelName(string Process, string Group, string Channel, int Pid);
