namespace Supervisor.Tests.EndToEnd.CtlParity;

/// <summary>This part: processes and their logs.</summary>
internal static partial class CtlScript
{
    private static CtlStep[] StartAndStop() =>
    [
        CtlStep.Misuse("start"), CtlStep.Misuse("stop"), CtlStep.Misuse("restart"),
        CtlStep.Run("start idle"), CtlStep.WaitFor("idle", "RUNNING"), CtlStep.Run("start idle"), CtlStep.Run("start idle nope zz:* zz:a"),
        CtlStep.Run("start pair:*"), CtlStep.WaitFor("pair:left", "RUNNING"), CtlStep.WaitFor("pair:right", "RUNNING"),
        CtlStep.Run("start pair:"), CtlStep.Run("start pair:left"), CtlStep.Run("start nope"), CtlStep.Run("start nope idle"),
        CtlStep.Run("start missing"), CtlStep.Run("start plain"), CtlStep.Run("start folder"), CtlStep.Run("start unparsable"),
        CtlStep.Run("start quick"), CtlStep.Run("start missing idle nope"), CtlStep.Run("start zz:*"), CtlStep.Run("start pair"),
        CtlStep.Run("start numbered:*"), CtlStep.WaitFor("numbered:numbered_00", "RUNNING"), CtlStep.WaitFor("numbered:numbered_01", "RUNNING"),
        CtlStep.Run("restart pair:left"), CtlStep.WaitFor("pair:left", "RUNNING"), CtlStep.Run("restart nope"), CtlStep.Run("restart zz:*"),
        CtlStep.Run("restart pair:* idle"), CtlStep.WaitFor("pair:left", "RUNNING"), CtlStep.WaitFor("idle", "RUNNING"),
        CtlStep.Run("stop idle"), CtlStep.Run("stop idle"), CtlStep.Run("stop nope"), CtlStep.Run("stop zz:*"), CtlStep.Run("stop zz:a"),
        CtlStep.Run("stop nope numbered:numbered_01 numbered:numbered_00"), CtlStep.Run("stop pair:right pair:left"), CtlStep.Run("stop pair:"),
        CtlStep.Run("restart idle"), CtlStep.WaitFor("idle", "RUNNING"), CtlStep.Run("stop numbered:* idle nope"),
        CtlStep.Run("status idle pair:*"),
    ];

    private static CtlStep[] Signals() =>
    [
        CtlStep.Misuse("signal"), CtlStep.Misuse("signal HUP"), CtlStep.Run("signal WINCH cat"), CtlStep.Run("signal SIGWINCH cat"),
        CtlStep.Run("signal 28 cat both"), CtlStep.Run("signal BOGUS cat"), CtlStep.Run("signal WINCH nope"), CtlStep.Run("signal WINCH idle"),
        CtlStep.Run("signal WINCH zz:*"), CtlStep.Run("signal WINCH pair:*"), CtlStep.Run("signal WINCH cat:*"),
        CtlStep.Run("signal BOGUS cat:*"), CtlStep.Run("signal BOGUS all"), CtlStep.Run("signal WINCH all"), CtlStep.Run("signal CONT idle cat nope"),
    ];

    private static CtlStep[] Logs() =>
    [
        CtlStep.Misuse("tail"), CtlStep.Misuse("tail a b c d"), CtlStep.Run("tail -x cat"), CtlStep.Run("tail -"), CtlStep.Run("tail - cat"),
        CtlStep.Run("tail done"), CtlStep.Run("tail done stdout"), CtlStep.Run("tail done STDOUT"), CtlStep.Run("tail done stderr"),
        CtlStep.Run("tail -2 done"), CtlStep.Run("tail -0 done"), CtlStep.Run("tail -1_0 done"), CtlStep.Run("tail --3 done"),
        CtlStep.Run("tail -99999999999 done"), CtlStep.Run("tail -2 done stdout"), CtlStep.Run("tail -f"), CtlStep.Run("tail -5"),
        CtlStep.Run("tail nope"), CtlStep.Run("tail silent"), CtlStep.Run("tail silent stderr"), CtlStep.Run("tail done sideways"),
        CtlStep.Run("tail done it's"), CtlStep.Run("tail done stdout stderr"), CtlStep.Run("tail pair:*"), CtlStep.Run("tail idle stderr"),
        CtlStep.Run("tail -f nope"), CtlStep.Run("tail -f silent stderr"), CtlStep.Run("tail -f pair:*"),
        CtlStep.Run("maintail"), CtlStep.Run("maintail -20"), CtlStep.Misuse("maintail a b"), CtlStep.Run("maintail x"), CtlStep.Run("maintail -x"),
        CtlStep.Run("maintail -"),
        CtlStep.Misuse("fg"), CtlStep.Run("fg a b"), CtlStep.Run("fg nope"), CtlStep.Run("fg idle"), CtlStep.Run("fg pair:*"), CtlStep.Run("fg zz:*"),
        CtlStep.Misuse("clear"), CtlStep.Run("clear done"), CtlStep.Run("clear nope"), CtlStep.Run("clear pair:*"), CtlStep.Run("clear zz:*"),
        CtlStep.Run("clear cat nope both"), CtlStep.Run("clear pair:left"), CtlStep.Run("tail cat"),
    ];
}
