namespace Supervisor.Server.Ctl.Shell;

/// <summary>What a key asks for.</summary>
internal enum Key
{
    Nothing,
    Character,
    Enter,
    Tab,
    Interrupt,
    Suspend,
    EndOfInput,
    DeleteOrEnd,
    Delete,
    Backspace,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Previous,
    Next,
    KillToEnd,
    KillToStart,
    KillWordLeft,
    KillWordRight,
    KillBlankWord,
    Yank,
    Transpose,
    ClearScreen,
    Search,
    Escape,
}
