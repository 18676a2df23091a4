#:project ../../Supervisor.Tests/Supervisor.Tests.csproj
#:property PublishAot=false
#:property OutputPath=../../artifacts/upgrade/Release/net10.0/

// Fifty upgrades, or as many as told, to and fro between two versions, while a program writes as fast as it can, a listener is slow, clients ask on both
// sockets, and programs restart and die. Prints for how long nobody was answered, and what was lost. Ends with 1 where anything was.
//
//     dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
//     dotnet run --file benchmarks/upgrade/upgrade.cs -- artifacts/publish/supervisord --upgrades 50

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

return await Supervisor.Tests.EndToEnd.UpgradeCommand.RunAsync(args);
