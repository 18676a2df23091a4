namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>One step of the script: a run of the client, or something done to the daemon in between.</summary>
internal sealed record CtlStep(string Name)
{
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Options instead of the test's configuration.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    public string Input { get; init; } = "";

    /// <summary>Help texts are our own words: only the first line of the output is compared.</summary>
    public bool IsHelp { get; init; }

    /// <summary>Nothing but our own words: it is enough that there are some, and the exit code.</summary>
    public bool IsHelpText { get; init; }

    public Func<CtlRun, Task>? Deed { get; init; }

    public static CtlStep Run(string command) => new(command) { Words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries) };

    /// <summary>A wrong use: the error, then the command's help.</summary>
    public static CtlStep Misuse(string command) => Run(command) with { IsHelp = true };

    /// <param name="options">With <c>@url@</c> for the web server's URL and <c>@dir@</c> for the directory.</param>
    /// <param name="command">May be empty: the shell.</param>
    /// <param name="input">What is typed.</param>
    public static CtlStep With(string options, string command, string input = "") =>
        Run(command) with { Name = $"{options} | {command} | {input}", Options = options.Split(' ', StringSplitOptions.RemoveEmptyEntries), Input = input };

    /// <summary>The shell, with lines typed into it.</summary>
    public static CtlStep Type(string input) => new($"typed {input}") { Input = input };

    public static CtlStep Do(string name, Func<CtlRun, Task> deed) => new(name) { Deed = deed };

    public static CtlStep WaitFor(string process, string state) =>
        Do($"{process} becomes {state}", run => run.Supervisor.Rpc.WaitForStateAsync(process, state));
}
