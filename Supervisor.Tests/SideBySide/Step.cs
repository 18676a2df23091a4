using System.Text;
using Supervisor.Tests.Support;

namespace Supervisor.Tests.SideBySide;

/// <summary>One line of the script: something done to a daemon; what it answers, if it answers, is compared under this name.</summary>
internal abstract record Step(string Name)
{
    /// <returns>The answer, or null for a step that only prepares the next ones.</returns>
    public abstract Task<RpcReply?> RunAsync(RunningSupervisor supervisor);

    /// <summary><c>@dir@</c> in what is sent stands for the daemon's directory.</summary>
    protected static object? Local(object? argument, RunningSupervisor supervisor) =>
        argument is string text ? text.Replace("@dir@", supervisor.Directory.Path, StringComparison.Ordinal) : argument;
}

/// <summary>Calls a method.</summary>
internal sealed record Call(string Name, string Method, params object?[] Arguments) : Step(Name)
{
    /// <summary>The call is repeated until its answer, as text, contains this; that answer is compared.</summary>
    public string? Until { get; init; }

    /// <summary>Results come in the order in which programs die, which is the kernel's affair: they are sorted before they are compared.</summary>
    public bool InAnyOrder { get; init; }

    /// <summary>The answer is prose: only that there is some is compared.</summary>
    public bool InOwnWords { get; init; }

    public override async Task<RpcReply?> RunAsync(RunningSupervisor supervisor)
    {
        var arguments = Arguments.Select(a => Local(a, supervisor)).ToArray();
        return await Eventually.GetAsync(
            () => supervisor.Rpc.CallAsync(Method, arguments),
            reply => Until is null || reply.ToString().Contains(Until, StringComparison.Ordinal),
            $"{Name} ({Method}) to contain {Until}");
    }
}

/// <summary>Posts a body as it stands: what no client would write, or no parser should take.</summary>
internal sealed record Post(string Name, byte[] Body, string Path = "/RPC2") : Step(Name)
{
    public Post(string name, string body, string path = "/RPC2")
        : this(name, Encoding.UTF8.GetBytes(body), path)
    {
    }

    public override async Task<RpcReply?> RunAsync(RunningSupervisor supervisor) => RpcXml.Read(await supervisor.Rpc.PostAsync(Body, Path));
}

/// <summary>Waits until a process is in a state.</summary>
internal sealed record WaitFor(string Process, string State) : Step($"{Process} becomes {State}")
{
    public override async Task<RpcReply?> RunAsync(RunningSupervisor supervisor)
    {
        await supervisor.Rpc.WaitForStateAsync(Process, State);
        return null;
    }
}

/// <summary>Changes the world around the daemon: a file, a configuration.</summary>
internal sealed record Arrange(string Name, Action<RunningSupervisor> Change) : Step(Name)
{
    public override Task<RpcReply?> RunAsync(RunningSupervisor supervisor)
    {
        Change(supervisor);
        return Task.FromResult<RpcReply?>(null);
    }
}
