using System.Text.Json.Serialization;
using Supervisor.Rpc.Contract;

namespace Supervisor.Server.Configuration;

/// <summary>A process group as configured: a program of its own, a <c>[group:x]</c>, or a listener pool.</summary>
[JsonDerivedType(typeof(GroupOptions), "group")]
[JsonDerivedType(typeof(ListenerPoolOptions), "pool")]
internal record GroupOptions
{
    public required string Name { get; init; }

    public int Priority { get; init; } = ProgramDefaults.Priority;

    /// <summary>In start order: by priority and name for a program, as listed for a <c>[group:x]</c>.</summary>
    public EquatableList<ProcessOptions> Processes { get; init; } = EquatableList<ProcessOptions>.Empty;
}

/// <summary>An <c>[eventlistener:x]</c> pool.</summary>
internal sealed record ListenerPoolOptions : GroupOptions
{
    /// <summary>Event names as subscribed, upper case, repeats kept (an event is queued once per match).</summary>
    public required EquatableList<string> Events { get; init; }

    /// <summary>Those of the events that stock has not, which are asked for apart; null for none.</summary>
    public EquatableList<string>? FurtherEvents { get; init; }

    /// <summary>Changes of state are told with more than stock tells.</summary>
    public bool EventDetails { get; init; }

    public int BufferSize { get; init; } = ProgramDefaults.ListenerBufferSize;

    /// <summary>What an event header's <c>len</c> counts.</summary>
    public PayloadLengthUnit LengthUnit { get; init; } = PayloadLengthUnit.Characters;

    public ResultHandler ResultHandler { get; init; }
}
