#!/usr/bin/env pwsh
# The whole build as plain commands; each can be run by hand, in this order.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

dotnet restore
dotnet format --no-restore --verify-no-changes
dotnet build --no-restore
dotnet test --no-build
dotnet publish Supervisor.Server -c Release -r linux-x64 -o artifacts/publish
