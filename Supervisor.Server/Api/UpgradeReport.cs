namespace Supervisor.Server.Api;

/// <summary>One exchange of the program while its children ran.</summary>
/// <param name="FromVersion">The version before.</param>
/// <param name="At">When, in epoch seconds.</param>
/// <param name="GapMilliseconds">For how long nobody was answered and no output was read.</param>
/// <param name="Kept">How many children live on.</param>
internal sealed record UpgradeReport(string FromVersion, int At, double GapMilliseconds, int Kept);
