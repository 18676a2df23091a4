namespace Supervisor.Server.Http;

/// <summary>Ends the answers that have no end by themselves: of those who follow a log or the page's events. Any thread.</summary>
/// <param name="closing">Ends them all, those of later on too.</param>
internal sealed class EndlessAnswers(CancellationToken closing)
{
    private volatile CancellationTokenSource _now = CancellationTokenSource.CreateLinkedTokenSource(closing);

    /// <summary>For one answer, from its beginning.</summary>
    public CancellationToken Ending => _now.Token;

    /// <summary>Ends those that are under way, each after a whole piece; later ones go on.</summary>
    public void EndNow()
    {
        var ending = _now;
        _now = CancellationTokenSource.CreateLinkedTokenSource(closing);
        ending.Cancel();
    }
}
