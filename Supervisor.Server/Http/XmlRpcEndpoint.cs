using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Supervisor.Rpc.Contract;
using Supervisor.Rpc.Dispatch;
using Supervisor.Rpc.XmlRpc;
using Supervisor.Server.Logging;

namespace Supervisor.Server.Http;

/// <summary>
/// <c>/RPC2</c>: a posted method call in, its response out. A call that was begun is carried out to its end whether or not its client
/// stays to hear of it.
/// </summary>
/// <param name="invoke">Carries out a call on the event loop; throws only what nobody expected.</param>
/// <param name="log">The main log.</param>
/// <param name="last">The last answer, for all of the loop's connections.</param>
/// <param name="budget">The room of all answers under way.</param>
internal sealed class XmlRpcEndpoint(
    Func<MethodCall, IAnswerRoom, Task<MethodResponse>> invoke, IMainLog log, LastAnswer last, AnswerBudget budget) : IHttpEndpoint
{
    private const string Prefix = "/RPC2";

    /// <summary>Whatever starts so, as with stock.</summary>
    public bool Matches(string rawPath) => rawPath.StartsWith(Prefix, StringComparison.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
            return;
        }
        if (RequestSource.IsForeign(request))
        {
            // A page can post plain text anywhere without asking, and a call is plain text to it.
            await RequestBody.DrainAsync(request);
            await ErrorPage.WriteAsync(context, StatusCodes.Status403Forbidden, "Asked by a page of another site");
            return;
        }
        if (request.ContentLength is not { } length)
        {
            await ErrorPage.WriteAsync(context, StatusCodes.Status411LengthRequired);
            return;
        }
        if (length > HttpLimits.MaxBodyBytes)
        {
            await RefuseLengthAsync(context);
            return;
        }
        var body = await RequestBody.ReadAsync(request, (int)length);
        var call = Parse(body);
        request.BodyReader.AdvanceTo(body.End);
        if (call is null)
            await ErrorPage.WriteAsync(context, StatusCodes.Status400BadRequest);
        else
            await AnswerAsync(context, call);
    }

    private async Task AnswerAsync(HttpContext context, MethodCall call)
    {
        using var lease = budget.Begin(isMulticall: call.Name == "system.multicall");
        // In a method of its own: when its room is given back nothing holds the answer any more.
        await CarryOutAsync(context, call, lease);
    }

    private async Task CarryOutAsync(HttpContext context, MethodCall call, AnswerLease lease)
    {
        MethodResponse answer;
        try
        {
            log.MethodCalled(call.Name);
            answer = await invoke(call, lease);
            log.MethodReturned(call.Name, answer.Fault);
        }
        catch (Exception error)
        {
            log.MethodFailed(QuotedText.Of(XmlRpcWriter.Write(call).Span), error);
            await ErrorPage.WriteAsync(context, StatusCodes.Status500InternalServerError);
            return;
        }
        await SendAsync(context.Response, answer, lease);
    }

    private async Task SendAsync(HttpResponse response, MethodResponse answer, AnswerLease lease)
    {
        // Only lists come back as the same object: to know one is worth more than to write it.
        var list = answer.Value as XmlRpcValue.Array;
        using var known = list is null ? null : last.Find(list);
        if (known is not null)
            await SendAsync(response, known.Bytes);
        else
            await WriteAndSendAsync(response, answer, list, lease);
    }

    private async Task WriteAndSendAsync(HttpResponse response, MethodResponse answer, XmlRpcValue.Array? list, AnswerLease lease)
    {
        var body = new MessageBuffer(RpcMethodTable.MaxAnswerBytes);
        SharedAnswer? shared = null;
        try
        {
            Write(body, answer);
            var fits = lease.TrySettle(body.Length) || await FitsLaterAsync(body, answer, lease);
            shared = list is null || !fits ? null : last.TryKeep(list, body, budget, lease);
            await SendAsync(response, body);
        }
        finally
        {
            if (shared is null)
                body.Dispose();
            else
                shared.Dispose();
        }
    }

    /// <summary>Waits as what the answer is made of, which is less than its bytes. False where it became a refusal.</summary>
    private static async Task<bool> FitsLaterAsync(MessageBuffer body, MethodResponse answer, AnswerLease lease)
    {
        var length = body.Length;
        body.Dispose();
        var hasRoom = await lease.WaitForAsync(length);
        Write(body, hasRoom ? answer : new MethodResponse(IAnswerRoom.Refusal().ToFault()));
        return hasRoom;
    }

    private static void Write(MessageBuffer body, MethodResponse answer)
    {
        try
        {
            XmlRpcWriter.Write(body, answer);
        }
        catch (MessageTooLongException tooLong)
        {
            body.Dispose();
            XmlRpcWriter.Write(body, new MethodResponse(new RpcException(FaultCode.Failed, $"the answer would be {tooLong.Message}").ToFault()));
        }
    }

    private static async Task SendAsync(HttpResponse response, MessageBuffer body)
    {
        response.ContentType = "text/xml";
        response.ContentLength = body.Length;
        // The first write takes the head with it: one system call for an answer of the usual size.
        foreach (var piece in body.Pieces)
            await response.BodyWriter.WriteAsync(piece);
    }

    /// <summary>Null for what is no call; the log says why.</summary>
    private MethodCall? Parse(ReadOnlySequence<byte> body)
    {
        var utf8 = body.IsSingleSegment ? body.FirstSpan : body.ToArray();
        try
        {
            return XmlRpcReader.ReadCall(utf8);
        }
        catch (XmlRpcFormatException error)
        {
            if (error.IsMissingMethodName)
                log.NoMethodName(QuotedText.Of(utf8));
            else
                log.Unmarshallable(QuotedText.Of(utf8));
            return null;
        }
    }

    /// <summary>Lifts Kestrel's own limit, so that it reads some of the rest away and the sender gets to see the answer.</summary>
    private static Task RefuseLengthAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        return ErrorPage.WriteAsync(
            context, StatusCodes.Status413PayloadTooLarge, $"The request body is longer than {HttpLimits.MaxBodyBytes} bytes");
    }
}
