; The installer for Windows.  UTF-8; built with
;
;   makensis -INPUTCHARSET UTF8 -DVERSION=1.2.3 -DPAYLOAD=FOLDER -DOUTFILE=FILE [-DICON=FILE]
;       [-DTARGET=amd64-unicode] packaging/windows/installer.nsi
;
; The installer itself is a 32-bit program, so that it can say on a 32-bit Windows why it stops
; there; a test under a 64-bit Wine builds it as amd64-unicode.
;
; Switches: /S silent; /D=FOLDER (last, without quotes); /ALLUSERS for the whole computer;
; /NODESKTOP without the shortcut on the desktop; /DOWNGRADE over a newer version; /PRESET=FILE is
; copied beside the program as its unit.ini or unit.json.  Without it, such a file beside the
; installer is, with the folder `packs` there.  Of the uninstaller: /S, /PURGE takes the figures too.
; Exit status: 0 done, 1 cancelled, 3 a newer version is installed, 4 this Windows cannot run it,
; 5 the program is open, 6 the files could not be written (what was there before is back),
; 7 no right to install for everybody, 8 the preset cannot be read.  What went wrong is also in %TEMP%\baocao-setup.log.

!ifndef TARGET
  !define TARGET x86-unicode
!endif
Target ${TARGET}
ManifestSupportedOS all
ManifestDPIAware true
SetCompressor /SOLID lzma
SetCompressorDictSize 64
RequestExecutionLevel user
AllowSkipFiles off

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include x64.nsh
!addincludedir "${__FILEDIR__}"
!include file_types.nsh

!define NAME "Báo Cáo Cơ Sở"
!define FOLDER "BaoCaoCoSo"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${FOLDER}"
!define WINDOW_PROGRAM "baocao-window.exe"

Name "${NAME}"
OutFile "${OUTFILE}"
BrandingText "${NAME} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "Bộ cài ${NAME}"
VIAddVersionKey LegalCopyright "Báo Cáo Cơ Sở contributors, MIT"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!define MUI_WELCOMEPAGE_TITLE "Cài ${NAME} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "Chương trình cài vào tài khoản đang dùng, không cần quyền quản trị và không cần mạng.$\r$\n$\r$\nNếu máy đã có bản cũ, bản mới thay chỗ bản cũ. Số liệu đã nhập được giữ nguyên.$\r$\n$\r$\nHãy đóng ${NAME} trước khi cài."
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW_PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "Mở ${NAME}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "Chỉ gỡ chương trình. Số liệu đã nhập vẫn nằm trong thư mục số liệu, cài lại là dùng tiếp. Bước sau hỏi riêng có xóa số liệu hay không."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Vietnamese"

Var WantedFolder ; what /D= asked for, empty without it
Var OldFolder    ; where it is installed already, empty on a first install
Var OldVersion
Var ForAll       ; 1 for the whole computer
Var NoDesktop
Var Copying      ; 1 between the old program and the new one
Var Preset       ; the file that /PRESET= names
Var Purge        ; 1 when the figures go too
Var Switches

; Tell whoever sits there, tell the log, stop with a status of our own.
!macro STOP status text
  FileOpen $9 "$TEMP\baocao-setup.log" w
  FileWriteUTF16LE /BOM $9 "${text}$\r$\n"
  FileClose $9
  MessageBox MB_OK|MB_ICONSTOP "${text}" /SD IDOK
  SetErrorLevel ${status}
  Abort
!macroend

; A program that runs cannot be opened for writing.
!macro STOP_IF_OPEN program
  ${If} ${FileExists} "${program}"
    ClearErrors
    FileOpen $9 "${program}" a
    ${If} ${Errors}
      !insertmacro STOP 5 "${NAME} đang mở. Hãy đóng chương trình rồi làm lại."
    ${EndIf}
    FileClose $9
  ${EndIf}
!macroend

; Of two presets beside the program only the new one counts.
!macro COPY_PRESET source name
  Delete "$INSTDIR\unit.json"
  Delete "$INSTDIR\unit.ini"
  CopyFiles /SILENT "${source}" "$INSTDIR\${name}"
  ${GetParent} "${source}" $1
  ${If} ${FileExists} "$1\packs\*.*"
    CreateDirectory "$INSTDIR\packs"
    CopyFiles /SILENT "$1\packs\*.*" "$INSTDIR\packs"
  ${EndIf}
  WriteRegStr SHCTX "${UNINSTALL}" "Preset" "${name}"
!macroend

Function .onInit
  ; NSIS reads /D= before this function; anything else than empty came from there.
  StrCpy $WantedFolder $INSTDIR
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    !insertmacro STOP 4 "Máy này dùng Windows cũ nên không chạy được ${NAME}. Cần Windows 10 bản 1809 trở lên, 64-bit. Hãy cài trên máy khác hoặc nhờ người phụ trách công nghệ thông tin nâng cấp Windows."
  ${EndIf}
  ${IfNot} ${RunningX64}
    !insertmacro STOP 4 "Máy này dùng Windows 32-bit nên không chạy được ${NAME}. Cần Windows 10 bản 1809 trở lên, 64-bit. Hãy cài trên máy khác hoặc nhờ người phụ trách công nghệ thông tin cài Windows 64-bit."
  ${EndIf}
  SetRegView 64

  ${GetParameters} $Switches
  StrCpy $NoDesktop 0
  ClearErrors
  ${GetOptions} $Switches "/NODESKTOP" $0
  ${IfNot} ${Errors}
    StrCpy $NoDesktop 1
  ${EndIf}
  StrCpy $Preset ""
  ClearErrors
  ${GetOptions} $Switches "/PRESET=" $Preset
  ${IfNot} ${Errors}
  ${AndIfNot} ${FileExists} "$Preset"
    !insertmacro STOP 8 "Không đọc được tệp thiết lập $Preset. Kiểm tra lại đường dẫn sau /PRESET= rồi làm lại."
  ${EndIf}
  Call ChooseForWhom
  ReadRegStr $OldFolder SHCTX "${UNINSTALL}" "InstallLocation"
  ReadRegStr $OldVersion SHCTX "${UNINSTALL}" "DisplayVersion"
  Call ChooseFolder
  Call RefuseDowngrade
  !insertmacro STOP_IF_OPEN "$OldFolder\${WINDOW_PROGRAM}"
  !insertmacro STOP_IF_OPEN "$OldFolder\baocao.exe"
FunctionEnd

; For the whole computer when asked, and when the account is the system's own, which nobody uses.
Function ChooseForWhom
  StrCpy $ForAll 0
  SetShellVarContext current
  UserInfo::GetName
  Pop $1
  ClearErrors
  ${GetOptions} $Switches "/ALLUSERS" $0
  ${If} ${Errors}
  ${AndIf} $1 != "SYSTEM"
    Return
  ${EndIf}
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 != "Admin"
    !insertmacro STOP 7 "Cài cho mọi người dùng của máy cần quyền quản trị. Hãy chạy lại bằng tài khoản quản trị, hoặc bỏ /ALLUSERS để cài cho riêng tài khoản này."
  ${EndIf}
  StrCpy $ForAll 1
  SetShellVarContext all
FunctionEnd

Function ChooseFolder
  ${If} $WantedFolder != ""
    Return
  ${EndIf}
  ${If} $OldFolder != ""
    StrCpy $INSTDIR $OldFolder
  ${ElseIf} $ForAll == 1
    StrCpy $INSTDIR "$PROGRAMFILES64\${FOLDER}"
  ${Else}
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${FOLDER}"
  ${EndIf}
FunctionEnd

Function RefuseDowngrade
  ${If} $OldVersion == ""
    Return
  ${EndIf}
  ClearErrors
  ${GetOptions} $Switches "/DOWNGRADE" $0
  ${IfNot} ${Errors}
    Return
  ${EndIf}
  ${VersionCompare} "$OldVersion" "${VERSION}" $0
  ${If} $0 == 1
    !insertmacro STOP 3 "Máy đã có ${NAME} $OldVersion, mới hơn bản ${VERSION} này. Không cài đè bản cũ lên bản mới, vì bản cũ có thể không mở được số liệu do bản mới ghi."
  ${EndIf}
FunctionEnd

Section
  ; Another folder than before: the old program goes first, or it would be left without an owner.
  ${If} $OldFolder != ""
  ${AndIf} $OldFolder != $INSTDIR
  ${AndIf} ${FileExists} "$OldFolder\uninstall.exe"
    ExecWait '"$OldFolder\uninstall.exe" /S _?=$OldFolder'
    Delete "$OldFolder\uninstall.exe"
    RMDir "$OldFolder"
  ${EndIf}

  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\_old"
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    CreateDirectory "$INSTDIR\_old"
    ClearErrors
    Rename "$INSTDIR\_internal" "$INSTDIR\_old\_internal"
    ${If} ${Errors}
      RMDir "$INSTDIR\_old"
      !insertmacro STOP 5 "${NAME} đang mở. Hãy đóng chương trình rồi làm lại."
    ${EndIf}
    Rename "$INSTDIR\licenses" "$INSTDIR\_old\licenses"
    Rename "$INSTDIR\baocao.exe" "$INSTDIR\_old\baocao.exe"
    Rename "$INSTDIR\${WINDOW_PROGRAM}" "$INSTDIR\_old\${WINDOW_PROGRAM}"
  ${EndIf}

  StrCpy $Copying 1
  ClearErrors
  File /r "${PAYLOAD}\*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    Abort
  ${EndIf}
  StrCpy $Copying 0
  RMDir /r "$INSTDIR\_old"
  ; Tells the uninstaller for whom it was installed.
  Delete "$INSTDIR\machine-wide"
  ${If} $ForAll == 1
    FileOpen $9 "$INSTDIR\machine-wide" w
    FileClose $9
  ${EndIf}

  Call TakePreset
  !insertmacro EACH_FILE_TYPE CLAIM_FILE_TYPE
  !insertmacro TELL_OF_FILE_TYPES

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW_PROGRAM}"
  ${If} $NoDesktop == 0
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW_PROGRAM}"
  ${EndIf}
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${WINDOW_PROGRAM}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "Báo Cáo Cơ Sở contributors"
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

; What IT has set for this unit, for the first start of the program.
Function TakePreset
  ${If} $Preset != ""
    ${GetFileExt} "$Preset" $0
    !insertmacro COPY_PRESET "$Preset" "unit.$0"
  ${ElseIf} ${FileExists} "$EXEDIR\unit.json"
    !insertmacro COPY_PRESET "$EXEDIR\unit.json" "unit.json"
  ${ElseIf} ${FileExists} "$EXEDIR\unit.ini"
    !insertmacro COPY_PRESET "$EXEDIR\unit.ini" "unit.ini"
  ${EndIf}
FunctionEnd

; Half a new version is worse than the old one.
Function .onInstFailed
  ${If} $Copying != 1
    Return
  ${EndIf}
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licenses"
  Delete "$INSTDIR\baocao.exe"
  Delete "$INSTDIR\${WINDOW_PROGRAM}"
  ${If} ${FileExists} "$INSTDIR\_old\*.*"
    Rename "$INSTDIR\_old\_internal" "$INSTDIR\_internal"
    Rename "$INSTDIR\_old\licenses" "$INSTDIR\licenses"
    Rename "$INSTDIR\_old\baocao.exe" "$INSTDIR\baocao.exe"
    Rename "$INSTDIR\_old\${WINDOW_PROGRAM}" "$INSTDIR\${WINDOW_PROGRAM}"
    RMDir "$INSTDIR\_old"
  ${EndIf}
  !insertmacro STOP 6 "Không ghi được chương trình vào $INSTDIR. Kiểm tra ổ đĩa còn chỗ và quyền ghi vào thư mục rồi làm lại."
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext current
  ${If} ${FileExists} "$INSTDIR\machine-wide"
    SetShellVarContext all
  ${EndIf}
  !insertmacro STOP_IF_OPEN "$INSTDIR\${WINDOW_PROGRAM}"
  !insertmacro STOP_IF_OPEN "$INSTDIR\baocao.exe"
  StrCpy $Purge 0
  ${GetParameters} $Switches
  ClearErrors
  ${GetOptions} $Switches "/PURGE" $0
  ${IfNot} ${Errors}
    StrCpy $Purge 1
  ${EndIf}
FunctionEnd

; Whoever sits there is asked; without a person, nothing but /PURGE takes the figures.
!macro PURGE_FIGURES
  SetShellVarContext current
  StrCpy $1 "$LOCALAPPDATA\${FOLDER}"
  ${If} ${FileExists} "$1\*.*"
    ${If} $Purge != 1
      MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Xóa luôn mọi số liệu và bản sao lưu trong $1? Xóa rồi không lấy lại được. Nếu chưa chắc, chọn Không." /SD IDNO IDNO +2
      StrCpy $Purge 1
    ${EndIf}
    ${If} $Purge == 1
      RMDir /r "$1"
    ${EndIf}
  ${EndIf}
!macroend

; Only what the installer wrote, by name: the folder may hold what somebody put there.
Section Uninstall
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\_old"
  RMDir /r "$INSTDIR\licenses"
  Delete "$INSTDIR\baocao.exe"
  Delete "$INSTDIR\${WINDOW_PROGRAM}"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\machine-wide"
  Delete "$INSTDIR\uninstall.exe"
  ReadRegStr $0 SHCTX "${UNINSTALL}" "Preset"
  ${If} $0 != ""
    Delete "$INSTDIR\$0"
    RMDir /r "$INSTDIR\packs"
  ${EndIf}
  RMDir "$INSTDIR"
  !insertmacro EACH_FILE_TYPE FREE_FILE_TYPE
  !insertmacro TELL_OF_FILE_TYPES
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  ReadRegStr $0 SHCTX "${UNINSTALL}" "InstallLocation"
  ${If} $0 == $INSTDIR
    DeleteRegKey SHCTX "${UNINSTALL}"
  ${EndIf}
  !insertmacro PURGE_FIGURES
SectionEnd
