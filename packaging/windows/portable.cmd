@echo off
start "" "%~dp0baocao\baocao-window.exe" --data-dir "%~dp0so-lieu"
