using System.Globalization;
using System.Text;

namespace Supervisor.Server.Events;

/// <summary>What is told of a change of state besides what stock tells, to listeners that ask for it. Nothing of it holds a blank or a colon.</summary>
/// <param name="ExitStatus">The exit code of the last child; null where there is none, and where a signal has ended it.</param>
/// <param name="Signal">The number of the signal that has ended it; null where none has.</param>
/// <param name="Reason">Why the process is in its new state, in one word; null where that needs none.</param>
/// <param name="Restarts">Starts by the daemon itself since somebody last asked for one.</param>
internal sealed record ProcessStateDetails(int? ExitStatus, int? Signal, string? Reason, int Restarts)
{
    /// <summary>The tokens, each with a blank before it.</summary>
    public string Tokens
    {
        get
        {
            var tokens = new StringBuilder();
            if (ExitStatus is { } code)
                tokens.Append(CultureInfo.InvariantCulture, $" exitstatus:{code}");
            if (Signal is { } signal)
                tokens.Append(CultureInfo.InvariantCulture, $" signal:{signal}");
            if (Reason is { } reason)
                tokens.Append($" reason:{reason}");
            return tokens.Append(CultureInfo.InvariantCulture, $" restarts:{Restarts}").ToString();
        }
    }
}
