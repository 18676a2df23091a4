using System.Text;
using Microsoft.AspNetCore.Http;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Server.Api;
using Supervisor.Server.Logging;
using Supervisor.Server.Runtime;

namespace Supervisor.Server.Http.Pages;

/// <summary>
/// <c>/</c>, <c>/index.html</c>, <c>/tail.html</c>, <c>/mainlog.html</c> and <c>/ok.html</c>. Stock's addresses, parameters and redirects work as they
/// did for bookmarks and scripts; what changes something is refused to other sites' pages.
/// </summary>
internal sealed class PageEndpoint(EventLoop loop, SupervisorApi api, TimeProvider time, IMainLog log, AnswerBudget budget) : IHttpEndpoint
{
    private readonly PageActions _actions = new(api, time);

    public bool Matches(string rawPath) => rawPath is "/" or "/index.html" or "/tail.html" or "/mainlog.html" or "/ok.html";

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsPost(request.Method))
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
        else if (HttpMethods.IsPost(request.Method) && request.ContentLength is null)
            await ErrorPage.WriteAsync(context, StatusCodes.Status411LengthRequired);
        else if (request.ContentLength > PageParameters.MaxFormBytes)
            await ErrorPage.WriteAsync(context, StatusCodes.Status413PayloadTooLarge);
        else
            await AnswerAsync(context, await PageParameters.ReadAsync(request));
    }

    private Task AnswerAsync(HttpContext context, PageParameters parameters) => RequestPath.Of(context) switch
    {
        "/ok.html" => PageResponse.WriteTextAsync(context, "OK"),
        "/tail.html" => ShowLogAsync(context, parameters),
        "/mainlog.html" => ShowMainLogAsync(context, parameters),
        _ when parameters["action"] is { } action && !HttpMethods.IsHead(context.Request.Method) => ActAsync(context, action, parameters["processname"]),
        _ when parameters["confirm"] is { } action => ConfirmAsync(context, action, parameters["processname"]),
        _ => ShowStatusAsync(context, parameters),
    };

    private async Task ActAsync(HttpContext context, string action, string? name)
    {
        if (action != PageActions.Refresh)
        {
            if (RequestSource.IsForeign(context.Request))
            {
                await PageResponse.RefuseAsync(context);
                return;
            }
            if (RequestSource.IsPrefetch(context.Request))
            {
                await PageResponse.WriteMessageAsync(context, StatusCodes.Status503ServiceUnavailable, "Not in advance", "An action is not loaded ahead.");
                return;
            }
            if (HttpMethods.IsGet(context.Request.Method) && RequestSource.IsUncertain(context.Request))
            {
                await ConfirmAsync(context, action, name);
                return;
            }
        }
        var message = await loop.InvokeAsync(() =>
            api.IsStopping || PageActions.Flaw(action, name) is not null ? Task.FromResult<string?>(null) : PerformAsync(action, name));
        if (message is not null)
            await PageResponse.TellAsync(context, message);
        else if (PageActions.Flaw(action, name) is { } flaw)
            await FailAsync(context, "Not understood", flaw);
        else
            await FailStoppingAsync(context);
    }

    private async Task<string?> PerformAsync(string action, string? name) => await _actions.PerformAsync(action, name);

    private Task ConfirmAsync(HttpContext context, string action, string? name) =>
        PageActions.Flaw(action, name) is { } flaw
            ? FailAsync(context, "Not understood", flaw)
            : PageResponse.WriteAsync(context, ConfirmationPage.Render(action, name));

    private async Task ShowStatusAsync(HttpContext context, PageParameters parameters)
    {
        var programs = await loop.InvokeAsync(() => api.IsStopping ? null : api.GetOverview());
        if (programs is null)
        {
            await FailStoppingAsync(context);
            return;
        }
        var filter = RowFilter.Of(parameters["show"], parameters["q"]);
        var identifier = await loop.InvokeAsync(api.GetIdentification);
        var daemon = await loop.InvokeAsync(api.GetDaemonOverviewAsync);
        var page = new StatusPage(
            identifier, [.. programs.Select(ProgramRow.Of)], time.GetUtcNow().ToUnixTimeSeconds(), parameters["message"], filter, daemon);
        await PageResponse.WriteAsync(context, page.Render());
    }

    private async Task ShowLogAsync(HttpContext context, PageParameters parameters)
    {
        var name = parameters["processname"];
        var limit = LogPage.Limit(parameters["limit"]);
        var channel = parameters["channel"] == "stderr" ? "stderr" : "stdout";
        if (name is null)
        {
            await PageResponse.WriteAsync(context, new LogPage(null, channel, limit, "No process name found", canFollow: false).Render());
            return;
        }
        using var lease = budget.Begin();
        var (text, exists) = await ReadAsync(
            () => channel == "stdout" ? api.ReadProcessStdoutLogAsync(name, -limit, 0, lease) : api.ReadProcessStderrLogAsync(name, -limit, 0, lease), name);
        await PageResponse.WriteAsync(context, new LogPage(name, channel, limit, text, exists).Render());
    }

    private async Task ShowMainLogAsync(HttpContext context, PageParameters parameters)
    {
        var limit = LogPage.Limit(parameters["limit"]);
        using var lease = budget.Begin();
        var (text, exists) = await ReadAsync(() => api.ReadLogAsync(-limit, 0, lease), "the main log");
        await PageResponse.WriteAsync(context, new LogPage(null, null, limit, text, exists).Render());
    }

    /// <summary>The text of a log, or the reason why there is none, as stock words it.</summary>
    private Task<(string Text, bool Exists)> ReadAsync(Func<Task<ReadOnlyMemory<byte>>> read, string name) => loop.InvokeAsync(async () =>
    {
        try
        {
            api.RefuseWhileStopping();
            return (Encoding.UTF8.GetString((await read()).Span), true);
        }
        catch (RpcException refusal)
        {
            var text = refusal.Code == FaultCode.NoFile
                ? $"No file for {name}"
                : $"ERROR: unexpected rpc fault [{(int)refusal.Code}] {refusal.Message}";
            return (text, false);
        }
    });

    private Task FailStoppingAsync(HttpContext context) =>
        FailAsync(context, "Supervisor is stopping", "Its programs are being brought down. Nothing can be started or stopped any more.");

    private Task FailAsync(HttpContext context, string title, string reason)
    {
        log.WebInterfaceError(reason);
        return PageResponse.WriteMessageAsync(context, StatusCodes.Status500InternalServerError, title, reason);
    }
}
