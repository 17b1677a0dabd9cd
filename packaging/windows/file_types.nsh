; The files that a double click opens with the program.  A package to hand in is an ordinary zip
; and stays whatever the computer opens those with.
; Suffixes: exporters/signed_update.py, desktop/whole.py.

!define TYPE_KEY "Software\Classes\BaoCaoCoSo"

!macro EACH_FILE_TYPE act
  !insertmacro ${act} ".capnhat" "Update" "Bản cập nhật của Báo Cáo Cơ Sở"
  !insertmacro ${act} ".baocao" "Copy" "Bản sao lưu của Báo Cáo Cơ Sở"
!macroend

!macro CLAIM_FILE_TYPE suffix kind words
  WriteRegStr SHCTX "${TYPE_KEY}.${kind}" "" "${words}"
  WriteRegStr SHCTX "${TYPE_KEY}.${kind}\DefaultIcon" "" "$INSTDIR\${WINDOW_PROGRAM},0"
  WriteRegStr SHCTX "${TYPE_KEY}.${kind}\shell\open\command" "" '"$INSTDIR\${WINDOW_PROGRAM}" "%1"'
  WriteRegStr SHCTX "Software\Classes\${suffix}" "" "BaoCaoCoSo.${kind}"
!macroend

; What another program has claimed since, or another copy of this one, is theirs.
!macro FREE_FILE_TYPE suffix kind words
  ReadRegStr $0 SHCTX "${TYPE_KEY}.${kind}\shell\open\command" ""
  ${If} $0 == '"$INSTDIR\${WINDOW_PROGRAM}" "%1"'
    DeleteRegKey SHCTX "${TYPE_KEY}.${kind}"
    ReadRegStr $0 SHCTX "Software\Classes\${suffix}" ""
    ${If} $0 == "BaoCaoCoSo.${kind}"
      DeleteRegKey SHCTX "Software\Classes\${suffix}"
    ${EndIf}
  ${EndIf}
!macroend

; SHCNE_ASSOCCHANGED: icons and double clicks change at once.
!macro TELL_OF_FILE_TYPES
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
