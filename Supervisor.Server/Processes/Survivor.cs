using Supervisor.Server.Interop;

namespace Supervisor.Server.Processes;

/// <summary>A process that outlived its program, with its command line for people.</summary>
internal readonly record struct Survivor(ProcessStat Process, string ProgramName, string Command);
