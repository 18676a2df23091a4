using Supervisor.Server.Ctl.Commands;
using Supervisor.Server.Interop;

namespace Supervisor.Server.Ctl.Shell;

/// <summary>
/// Lines typed on a terminal, with editing, completion and history. The terminal is in its key mode only while a line is being typed, so
/// that commands find it as usual.
/// </summary>
internal sealed class TerminalPrompt : ILinePrompt
{
    private const int StandardOutput = 1;

    private readonly Session _session;
    private readonly History _history;
    private readonly Completion _completion;
    private readonly EditedLine _line;
    private readonly KeyReader _keys;

    public TerminalPrompt(Session session, History history)
    {
        _session = session;
        _history = history;
        _completion = new Completion(() => Answers.ProcessInfos(session.Client.Call("getAllProcessInfo")));
        _line = new EditedLine(session.Write, () => TerminalMode.Width(StandardOutput));
        _keys = new KeyReader(() => session.Input.ReadByte(session.Client.Interruption));
    }

    public string? ReadCommand(string prompt)
    {
        _completion.Forget();
        var line = new Typing(this, prompt, _history.Lines, _completion).Run();
        // Between two commands the daemon need not hold a connection for Tab.
        _session.Client.HangUp();
        if (line is not null)
            _history.Add(line);
        return line;
    }

    public string Ask(string question) => new Typing(this, question, [], null).Run() ?? throw ClientException.EndOfInput(fromTerminal: true);

    /// <summary>One line in the making.</summary>
    private sealed class Typing(TerminalPrompt owner, string prompt, IReadOnlyList<string> history, Completion? completion)
    {
        private readonly EditBuffer _buffer = new();
        private readonly EditedLine _line = owner._line;
        private int _historyAt = history.Count;
        private string _unfinished = "";
        private bool _wasTab;
        private Key _ending;

        public string? Run()
        {
            while (true)
            {
                using (TerminalMode.Keys(owner._session.Input.Descriptor))
                {
                    _line.Begin(prompt, _buffer);
                    while (Handle(owner._keys.Read()))
                    {
                        // Until one of them ends it.
                    }
                    switch (_ending)
                    {
                        case Key.Enter:
                            _line.Leave(prompt, _buffer);
                            return _buffer.Text;
                        case Key.Interrupt:
                            _line.Leave(prompt, _buffer, "");
                            throw new OperationCanceledException();
                        case Key.EndOfInput or Key.DeleteOrEnd:
                            return null;
                    }
                }
                _line.Leave(prompt, _buffer, "^Z\n");
                Signals.Kill(Environment.ProcessId, Signals.SIGTSTP);
            }
        }

        /// <summary>False for the keys that end the typing, for good or for a while.</summary>
        private bool Handle(Key key)
        {
            var isSecondTab = _wasTab && key == Key.Tab;
            _wasTab = key == Key.Tab;
            _ending = key;
            switch (key)
            {
                case Key.Enter or Key.Interrupt or Key.EndOfInput or Key.Suspend:
                case Key.DeleteOrEnd when _buffer.Length == 0:
                    return false;
                case Key.Character:
                    _buffer.Insert(owner._keys.Rune.ToString());
                    _line.Append(prompt, _buffer, owner._keys.Rune);
                    break;
                case Key.Tab when completion is not null:
                    Complete(isSecondTab);
                    break;
                case Key.Previous:
                    Recall(_historyAt - 1);
                    break;
                case Key.Next:
                    Recall(_historyAt + 1);
                    break;
                case Key.Search:
                    return Search();
                case Key.ClearScreen:
                    owner._session.Write("\x1b[H\x1b[2J");
                    _line.Begin(prompt, _buffer);
                    break;
                default:
                    if (_buffer.Apply(key))
                        _line.Draw(prompt, _buffer);
                    break;
            }
            return true;
        }

        private void Recall(int at)
        {
            if (at < 0 || at > history.Count)
                return;
            if (_historyAt == history.Count)
                _unfinished = _buffer.Text;
            _historyAt = at;
            _buffer.Set(at == history.Count ? _unfinished : history[at]);
            _line.Draw(prompt, _buffer);
        }

        private void Complete(bool isSecondTab)
        {
            var candidates = completion!.Candidates(_buffer.BeforeCursor);
            var fragment = Completion.Fragment(_buffer.BeforeCursor);
            var addition = candidates.Count == 0 ? "" : Completion.CommonStart(candidates)[fragment.Length..] + (candidates.Count == 1 ? " " : "");
            if (addition.Length > 0)
            {
                _buffer.Insert(addition);
                _line.Draw(prompt, _buffer);
            }
            else if (isSecondTab && candidates.Count > 1)
            {
                _line.Leave(prompt, _buffer);
                owner._session.Write(Columns.Arrange([.. candidates.Order(StringComparer.Ordinal)], TerminalMode.Width(StandardOutput) - 1));
                _line.Begin(prompt, _buffer);
            }
            else
            {
                owner._session.Write("\a");
            }
        }

        /// <summary>The key that ends the search does what it always does, to the line that was found.</summary>
        private bool Search()
        {
            var search = new HistorySearch(history);
            var shown = new EditBuffer();
            while (true)
            {
                shown.Set(search.Found);
                _line.Draw(search.Prompt, shown);
                var key = owner._keys.Read();
                switch (key)
                {
                    case Key.Character:
                        search.Type(owner._keys.Rune.ToString());
                        continue;
                    case Key.Backspace:
                        search.Erase();
                        continue;
                    case Key.Search:
                        search.Older();
                        continue;
                    case Key.Escape or Key.Interrupt:
                        _line.Draw(prompt, _buffer);
                        return true;
                }
                if (search.Found.Length > 0)
                    _buffer.Set(search.Found);
                _line.Draw(prompt, _buffer);
                return Handle(key);
            }
        }
    }
}
