#:project ../../Supervisor.Tests/Supervisor.Tests.csproj
#:property PublishAot=false
#:property OutputPath=../../artifacts/soak/Release/net10.0/

// Starts, stops, crashes, reloads, rotation, requests, followed logs and an event listener, all at once, for as long as told. At the end the
// daemon must have at rest what it had before, and logs and events must tell what happened. Ends with 1 otherwise.
//
//     dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
//     dotnet run --file benchmarks/soak/soak.cs -- artifacts/publish/supervisord --minutes 10

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

return await Supervisor.Tests.Model.SoakCommand.RunAsync(args);
