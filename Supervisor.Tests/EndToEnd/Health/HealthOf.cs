using Supervisor.Tests.Support;

namespace Supervisor.Tests.EndToEnd.Health;

/// <summary>What the daemon says of the health of its programs.</summary>
internal static class HealthOf
{
    public static async Task<RpcStruct> AskAsync(RpcProbe rpc, string name) =>
        ((object[])(await rpc.CallAsync("live.getStatus")).Struct["health"]!).Cast<RpcStruct>().Single(each => (string)each["process"]! == name);

    public static Task BecomesAsync(RpcProbe rpc, string name, string health) =>
        Eventually.GetAsync(async () => (string)(await AskAsync(rpc, name))["health"]!, now => now == health, $"{name} is {health}");
}
