namespace Supervisor.Rpc.Contract;

/// <summary>A parameter as <c>methodSignature</c> and <c>methodHelp</c> show it. An optional one may be left out by the caller.</summary>
public sealed record MethodParameter(string Type, string Name, string Help, bool IsOptional = false);
